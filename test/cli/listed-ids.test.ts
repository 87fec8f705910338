import { stripVTControlCharacters } from 'node:util';

import stringWidth from 'string-width';
import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

const long = 'a-name-that-goes-on-and-on-beyond-all-that-a-terminal-of-eighty-columns-can-show';
const middling = 'an-id-of-more-than-thirty-characters';
const aliases = [`${long}-first`, `${long}-second`, middling, 'short', `very-${long}`];
const reports = aliases.map((alias, at) => ({
  alias,
  title: `標題 ${at} with some words`,
  typeName: 'Campaign Tracking Report',
  date: 1_767_225_600 + at * 86_400,
}));

t.test('an id copied from a terminal works as an argument', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
  const { stdout, stderr } = await rig.call(['reports'], {}, { columns: 80 });
  const [header, ...lines] = stripVTControlCharacters(stdout).trimEnd().split('\n');
  t.match(header, /^date +state +type +id +title$/);
  t.match(stripVTControlCharacters(stderr), /info {2}An id that ends with … is abbreviated/);
  t.match(lines[1], /short {2}標題 3 with some words$/, 'a long id does not shorten other titles');
  const ids = lines.map((line) => line.split(/ {2,}/)[3] ?? '');
  t.equal(ids[0], `very-${long}`.slice(0, ids[0]?.length).replace(/.$/, '…'), 'the width that remains');
  t.strictSame(ids.slice(1), ['short', middling, `${long}-s…`, `${long}-f…`], 'the width that it needs');
  for (const line of lines.slice(0, 3)) t.ok(stringWidth(line) <= 80, line);
  for (const [at, id] of ids.entries()) {
    const shown = await rig.call(['reports', 'show', id, '--json']);
    t.match(shown.json(), { id: aliases.at(-1 - at) });
  }
  const typed = await rig.call(['reports', 'show', 'sho...', '--json']);
  t.match(typed.json(), { id: 'short' }, 'an ellipsis of three dots');
});

t.test('a narrow terminal has no title column', async (t) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: reports.slice(0, 3), bundles: [] } },
  });
  const { stdout } = await rig.call(['reports'], {}, { columns: 40 });
  t.match(stripVTControlCharacters(stdout).split('\n')[0], /^date +state +id$/);
});

t.test('states the number of items that are left out, with the right plural', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
  t.match(
    (await rig.call(['reports', '--limit', '1', '--log-level', 'info'])).stderr,
    'This is the newest report;',
  );
  t.match(
    (await rig.call(['reports', '--limit', '2', '--log-level', 'info'])).stderr,
    'These are the newest 2 reports;',
  );
});

t.test('prints whole ids, types and titles without a terminal', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
  const { stdout } = await rig.call(['reports', 'list']);
  for (const { alias, title, typeName } of reports) {
    t.ok(stdout.includes(`\t${typeName}\t${alias}\t${title}\n`), alias);
  }
});

t.test('states that there are more items than the limit, and only then', async (t) => {
  const content = ownContent();
  const count = content.reports.length;
  const rig = await createRig(t, { threatVision: { content } });
  t.match((await rig.call(['reports', '--limit', String(count), '--json'])).json(), { more: false });
  t.match((await rig.call(['reports', '--limit', String(count - 1), '--json'])).json(), { more: true });
  t.match((await rig.call(['reports', '--search', 'a', '--limit', '1', '--json'])).json(), { more: true });
  const all = await rig.call(['reports', '--limit', String(count), '--log-level', 'info']);
  t.equal(all.stderr, '');
  const few = await rig.call(['reports', '--limit', '3', '--log-level', 'info']);
  t.match(few.stderr, /info {2}These are the newest 3 reports; --limit <n> lists more\.\n$/);
  t.equal((await rig.call(['reports', '--limit', '3'])).stderr, '', 'no message with an explicit limit');
  t.match((await rig.call(['reports'])).stderr, /warn {2}These are the newest 20 reports;/);
});

t.test('lists readable entries beside unreadable ones', async (t) => {
  const pageSize = 10;
  const readable = Array.from({ length: pageSize }, (_, at) => ({
    alias: `r${at}`,
    title: 'readable',
    date: 1_767_225_600 + at,
  }));
  const nameless = { alias: 'x', title: 'x', date: 1_767_999_999, listed: { alias: null } };
  const rig = await createRig(t, {
    threatVision: { content: { reports: [...readable, nameless], bundles: [] } },
  });
  const run = await rig.call(['reports', '--limit', String(pageSize - 1), '--json']);
  t.match(run.json(), { reports: { length: pageSize - 1 }, more: true });
  t.match(run.stderr, /warn .*\n$/);
});

t.test('an empty list states what was searched, and leaves stdout empty', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  const messageOf = async (...args: string[]): Promise<string> => {
    const run = await rig.run([...args, '--log-level', 'info'], { TZ: 'Asia/Taipei' });
    t.equal(run.code, 0);
    t.equal(run.stdout, '');
    return run.stderr.slice('2026-11-25 00:00:00 '.length);
  };
  t.equal(
    await messageOf('reports', '--since', '2026-11-24', '--type', 'flash', '--search', 'x'),
    'info  ThreatVision lists no reports from 2026-11-24 08:00 +08:00 with "flash" in the type with "x" in title, id, tags or digest. Try an earlier --since or another text.\n',
  );
  t.match(
    await messageOf('bundles', '--until', '2000-01-01'),
    /no bundles until .* Try a later --until\.\n$/,
  );
  const empty = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  const { stderr } = await empty.call(['reports', '--log-level', 'info']);
  t.match(stderr, 'ThreatVision lists no reports for this account. Ask TeamT5');
});

t.test('show wraps no line without a terminal, and loses no text on a terminal', async (t) => {
  const content = ownContent();
  const rig = await createRig(t, { threatVision: { content } });
  const args = ['reports', 'show', 'glassheron-2026'];
  const piped = (await rig.call(args)).stdout;
  const text = stripVTControlCharacters((await rig.call(args, {}, { columns: 80 })).stdout);
  t.notMatch(piped + text, '…');
  const longest = Math.max(...piped.split('\n').map((line) => stringWidth(line)));
  t.ok(longest > 80, 'there is a line to wrap');
  for (const line of text.split('\n')) t.ok(stringWidth(line) <= 80, line);
  const words = (shown: string): string => shown.replaceAll(/\s+/g, '');
  t.equal(words(text), words(piped));
});
