import { stripVTControlCharacters } from 'node:util';

import stringWidth from 'string-width';
import t, { type Test } from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';
import { inTerminal, runInTerminal } from './terminal.js';

const content = ownContent();
const untimed = (text: string): string =>
  text.replaceAll(/\d+\.\d s/g, 'N s').replaceAll(/[\d.]+ [kM]B; \d+ requests/g, 'N kB; N requests');
const spinning = '\u001b[?25l';
const spinningEnds = '\u001b[?25h';

t.test('a run shows its progress and ends with a table', inTerminal, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  rig.threatVision.setLatency(100);
  const { code, raw, text } = await runInTerminal(rig, ['sync']);
  t.equal(code, 0);
  t.ok(raw.includes(spinning));
  t.match(text, /reports: \d+ of 24 delivered, \d+ downloaded/);
  t.match(text, /bundles: \d+ of 12 delivered, \d+ downloaded/);
  t.notMatch(text, /info {2}report /, 'no log lines for deliveries');
  t.equal(
    untimed(text.slice(text.lastIndexOf('Done ('))).replace(/\d+ STIX/, 'N STIX'),
    `Done (N s).

         listed  delivered  updated  skipped  failed  objects   time
reports      24         24        0        0       0      656  N s
bundles      12         12        0        0       0      306  N s

N STIX objects, N kB; N requests, 0 of them retries.
`,
  );
});

t.test('the progress line states that a service does not respond', inTerminal, async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  const { code, text } = await runInTerminal(rig, ['sync'], {
    OPENCTI_URL: 'http://127.0.0.1:9',
    TEAMT5_HTTP_RETRY_PERIOD: 'PT3S',
  });
  t.equal(code, 5);
  t.match(text, 'OpenCTI does not respond (ECONNREFUSED), retrying');
});

t.test('a terminal without a known width gets log lines', inTerminal, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const { code, raw, text } = await runInTerminal(rig, ['sync'], {}, [], 0);
  t.equal(code, 0);
  t.notOk(raw.includes(spinning));
  t.match(text, /info {2}report /);
  t.equal((await runInTerminal(rig, ['reports', '--limit', '3'], {}, [], 0)).code, 0);
});

t.test('each failure is told once, with a hint; a wanted log line is intact', inTerminal, async (t) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: content.reports.slice(0, 3), bundles: [] } },
  });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  rig.threatVision.fault({ path: '/api/v2/reports/', status: 403, times: 1 });
  rig.threatVision.setLatency(100);
  const { code, text } = await runInTerminal(rig, ['sync', '--only', 'bundles']);
  t.equal(code, 6);
  t.equal(text.split('the response is not JSON').length - 1, 1);
  const { raw } = await runInTerminal(rig, ['sync', '--retry-failed', '--log-level', 'info']);
  // The line starts in the first column, because the spinner has been cleared.
  t.match(raw, /\u001b\[1G(?:\u001b\[\?2026l)?[\d-]+ [\d:]+ \u001b\[31merror\u001b\[0m bundle broken: /);
  t.match(
    text,
    `Failed:
  bundle broken
    downloading the STIX of broken: the response is not JSON`,
  );
  t.match(text, '    It is retried automatically; `teamt5-opencti status` shows when.\n');
});

t.test('prints the same text without colors and the spinner', inTerminal, async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  for (const [args, env] of [
    [['sync'], { TERM: 'dumb' }],
    [['sync', '--quiet'], {}],
    [['sync', '--log-format', 'json', '--no-color'], {}],
  ] as const) {
    const { code, raw } = await runInTerminal(rig, args, env);
    t.equal(code, 0);
    t.equal(raw, stripVTControlCharacters(raw), args.join(' '));
  }
  const { raw, text } = await runInTerminal(rig, ['sync', '--no-color']);
  t.notMatch(raw, /\u001b\[3[0-7]m/, 'a spinner without colors');
  t.match(text, 'Nothing new (');
});

t.test('an explicit log level brings back the log lines', inTerminal, async (t) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: content.reports.slice(0, 2), bundles: [] } },
  });
  const { text } = await runInTerminal(rig, ['sync', '--log-level', 'info']);
  for (const { alias } of content.reports.slice(0, 2)) t.match(text, `info  report ${alias} "`);
});

t.test('--quiet on a terminal prints errors only', inTerminal, async (t) => {
  const rig = await createRig(t);
  t.equal((await runInTerminal(rig, ['sync', '--quiet'])).raw, '');
});

t.test('show prints at most 80 columns', inTerminal, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const { raw, text } = await runInTerminal(rig, ['reports', 'show', 'glassheron-2026']);
  const [title = ''] = content.reports.flatMap(({ alias, title }) =>
    alias.startsWith('glassheron-2026') ? title : [],
  );
  t.ok(raw.startsWith(`\u001b[1m${title}\u001b[22m\r\n`), raw.slice(0, 200));
  for (const line of text.split('\n')) t.ok(stringWidth(line) <= 80, line);
});

t.test('help, the table of a run and a dry run fit terminals of 40, 48, 80 and 200 columns', async (t) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: content.reports.slice(0, 3), bundles: [] } },
  });
  for (const columns of [40, 48, 80, 200]) {
    for (const args of [
      ['sync', '--help'],
      ['config', '--help'],
      ['--help'],
      ['sync', '--dry-run'],
      ['sync'],
      ['status', '--offline'],
    ]) {
      // A dumb terminal has no moving lines.
      const { code, stdout } = await rig.call(args, { TERM: 'dumb' }, { columns });
      t.equal(code, 0, `${args.join(' ')} ${columns}`);
      expectToFit(t, stdout, columns, args);
    }
  }
});

t.test('the table below the moving lines fits a terminal of 48 columns', inTerminal, async (t) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: content.reports.slice(0, 3), bundles: [] } },
  });
  const { code, raw } = await runInTerminal(rig, ['sync'], {}, [], 48);
  t.equal(code, 0);
  // The moving lines are redrawn in place.
  const end = raw.slice(raw.lastIndexOf(spinningEnds) + 1);
  expectToFit(t, stripVTControlCharacters(end).replaceAll('\r', ''), 48, ['sync']);
});

function expectToFit(t: Test, text: string, columns: number, args: readonly string[]): void {
  t.ok(text.trim() !== '', 'there is a text');
  for (const line of text.split('\n'))
    t.ok(
      stringWidth(line) <= columns || /^ {2}\$ |^Usage: |^State /.test(line),
      `${args.join(' ')} ${columns}: ${line}`,
    );
}
