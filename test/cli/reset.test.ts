import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig, type Rig } from '../tools/rig.js';
import { inTerminal, runInTerminal } from './terminal.js';

async function withFailures(t: Parameters<typeof createRig>[0]): Promise<Rig> {
  const rig = await createRig(t);
  for (const id of ['broken-1', 'broken-2', 'other'])
    rig.threatVision.addBundle({ id, date: 1_760_000_000, stix: '{"type":' });
  await rig.call(['sync']);
  return rig;
}

t.test(
  'reset states what it removes, removes it locally and in OpenCTI, and keeps the other kind',
  async (t) => {
    const rig = await withFailures(t);
    const args = ['reset', '--only', 'reports', '--to', '2026-01-01', '--dry-run'];
    t.equal(
      (await rig.run(args, { TZ: 'Asia/Taipei' })).stdout,
      'Would forget what was delivered of reports; the next sync starts from 2026-01-01 08:00 +08:00.\n',
    );
    const first = { TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP: '2025-01-01', TZ: 'UTC' };
    t.equal(
      (await rig.run(['reset', '--dry-run'], first)).stdout,
      'Would forget what was delivered of reports and bundles; the next sync starts from 2025-01-01 00:00 +00:00 (teamt5.first_run_retrieval_timestamp).\n',
    );
    const all = await rig.call(['reset']);
    t.equal(all.code, 0, all.stderr);
    t.match(all.stdout, 'Forgot what was delivered of reports and bundles; the next sync delivers the whole');
    t.match((await rig.call(['status', '--offline', '--json'])).json(), { bundles: { watermark: null } });
  },
);

t.test('reset --failed accepts ids and their unique prefixes only', async (t) => {
  const rig = await withFailures(t);
  const waiting = async () => (await rig.call(['status', '--offline', '--json'])).json();
  const unknown = await rig.call(['reset', '--failed', 'nope', '--json']);
  t.equal(unknown.code, 2);
  t.match(unknown.json(), {
    error: { reason: 'no-such-item', message: 'No failed item has an id that starts with "nope".' },
  });
  const ambiguous = await rig.call(['reset', '--failed', 'broken', '--dry-run']);
  t.equal(ambiguous.code, 2);
  t.match(ambiguous.stderr, 'The ids of 2 failed items start with "broken": broken-1, broken-2. Give more');
  t.equal(
    (await rig.call(['reset', '--failed', 'other', '--only', 'reports'])).code,
    2,
    'the id of a bundle',
  );
  t.match(await waiting(), { bundles: { waiting: { length: 3 } } }, 'no failed item was removed');

  const one = await rig.call(['reset', '--failed', 'ot']);
  t.equal(one.stdout, 'Forgot 1 failed item (bundle other): not retried unless pushed or changed.\n');
  const rest = await rig.call(['reset', '--failed', '--json']);
  t.match(rest.json(), {
    dryRun: false,
    failed: [
      { kind: 'bundles', id: 'broken-1' },
      { kind: 'bundles', id: 'broken-2' },
    ],
  });
  t.match(await waiting(), {
    bundles: { waiting: { length: 0 }, forgotten: ['broken-1', 'broken-2', 'other'] },
  });
  const none = await rig.call(['reset', '--failed']);
  t.equal(none.code, 0);
  t.equal(none.stdout, 'There are no failed items to forget.\n');
});

t.test(
  'the run after `reset` does not report a reset in OpenCTI; the run after a reset in OpenCTI does',
  async (t) => {
    const rig = await createRig(t);
    rig.threatVision.addReport({ alias: 'r', title: 'r', date: 1_760_000_000, listed: { pdf_url: null } });
    t.equal((await rig.call(['sync'])).code, 0);
    t.equal((await rig.call(['reset'])).code, 0);
    const after = await rig.call(['sync', '--log-level', 'info']);
    t.match(after.stderr, 'info  starting over after the reset\n');
    t.notMatch(after.stderr, /reset in OpenCTI|warn/);
    t.equal((await rig.call(['reset'])).code, 0);
    t.equal((await rig.call(['sync'])).stderr, '', 'no output without a terminal');
    rig.openCti.pressReset(rig.connectorId);
    t.match((await rig.call(['sync'])).stderr, 'warn  the connector was reset in OpenCTI: starting over');
  },
);

t.test('reset shows what it forgets and asks on a terminal, unless --yes is given', inTerminal, async (t) => {
  const rig = await withFailures(t);
  const waiting = async () => (await rig.call(['status', '--offline', '--json'])).json();
  for (const columns of [80, 40]) {
    const { code, text } = await runInTerminal(rig, ['reset', '--failed'], {}, [['[y/N]', '']], columns);
    t.equal(code, 0, text);
    const words = text.replaceAll(/\s+/g, ' ');
    t.match(words, / bundles: delivered up to 2025-10-09 .*, 3 items waiting for a retry/);
    t.match(words, 'Forget 3 failed items (bundle broken-1, bundle broken-2, bundle other)');
    t.match(text, 'Nothing was forgotten.');
    t.strictSame(linesBeyond(columns, text, 'State '), [], `${columns} columns`);
  }
  const interrupted = await runInTerminal(rig, ['reset'], {}, [['[y/N]', '\u0003']]);
  t.equal(interrupted.code, 130, interrupted.text);
  t.match(await waiting(), { bundles: { waiting: { length: 3 } } });
  const affirmed = await runInTerminal(rig, ['reset', '--failed', 'other'], {}, [['[y/N]', 'y']]);
  t.match(affirmed.text, 'Forgot 1 failed item (bundle other)');
  t.match(await waiting(), { bundles: { waiting: { length: 2 } } });
  const unasked = await runInTerminal(rig, ['reset', '--yes']);
  t.notMatch(unasked.text, '[y/N]');
  t.match(await waiting(), { bundles: { waiting: { length: 0 } } });
});

t.test('reset names a state file that it cannot read and overwrites', async (t) => {
  const rig = await withFailures(t);
  const path = join(rig.home, '.config', 'teamt5-opencti', `${rig.connectorId}.json`);
  writeFileSync(path, '{"state":', { mode: 0o600 });
  const part = await rig.call(['reset', '--only', 'reports']);
  t.equal(part.code, 2);
  t.match(part.stderr, `error The state file ${path} cannot be read: it is damaged`);
  const all = await rig.call(['reset']);
  t.equal(all.code, 0);
  t.match(all.stderr, `warn  The state file ${path} cannot be read: it is damaged. The reset overwrites it.`);
});

t.test('the result of reset fits terminals of 40 and 80 columns', async (t) => {
  const rig = await withFailures(t);
  for (const columns of [40, 80]) {
    const { stdout } = await rig.call(['reset', '--failed', '--dry-run'], {}, { columns });
    t.match(stdout.replaceAll(/\s+/g, ' '), /^Would forget 3 failed items \(.*\): not retried .*\. $/);
    t.strictSame(linesBeyond(columns, stdout), []);
  }
});

/** Without the line of the path, which is printed as one word. */
const linesBeyond = (columns: number, text: string, ignored?: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.length > columns && (ignored === undefined || !line.startsWith(ignored)));
