import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

const content = ownContent();
const { TZ } = process.env;
/** `call` uses the zone of this process. */
const zone = TZ === undefined ? {} : { TZ };
/** Times of log lines and durations. */
const timeless = (text: string): string =>
  text
    .replaceAll(/^[\d-]+ [\d:]+ /gm, '')
    .replaceAll(/\d+\.\d s/g, 'N s')
    .replaceAll(/"(?:time|startedAt|finishedAt)": ?"[^"]*"|"seconds": [\d.]+/g, 'T');

/** One row for each way to end before a command, and for each command, whose module the bundle loads by itself. */
const rows: readonly (readonly [
  code: number,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
])[] = [
  [0, []],
  [0, ['--help']],
  [0, ['--version']],
  [0, ['reports', 'help', 'verify']],
  [2, ['reports', 'shw']],
  [2, ['sync', '--output', 'out', '--wait', '--json']],
  [2, ['config'], { CONNECTOR_ID: 'no uuid' }],
  [2, ['auth'], { OPENCTI_TOKEN: '', TEAMT5_CLIENT_ID: '' }],
  [3, ['sync', '--json', '--log-format', 'json'], { OPENCTI_TOKEN: 'wrong-token' }],
  [2, ['init', '--output', '.']],
  [0, ['status', '--offline']],
  [0, ['reset', '--dry-run']],
  [0, ['schema', 'sync']],
  [0, ['reports', '--limit', '2', '--log-level', 'info']],
  [0, ['reports', 'show', 'glassheron-2026']],
  [0, ['bundles', 'export', '4100', '--output', '-']],
  [0, ['bundles', 'push', '4100', '--dry-run', '--quiet']],
  [6, ['bundles', 'verify', '4100']],
];

t.test('the binary prints what the other tests get from a call in their process', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = { TEAMT5_STATE_DIR: join(rig.home, 'state') };
  for (const [code, args, env = {}] of rows) {
    const started = await rig.run(args, { ...zone, ...state, ...env });
    const called = await rig.call(args, { ...state, ...env });
    t.equal(started.code, code, `${args.join(' ')}: ${started.stderr}`);
    t.equal(called.code, code, args.join(' '));
    t.equal(timeless(started.stdout), timeless(called.stdout), args.join(' '));
    t.equal(timeless(started.stderr), timeless(called.stderr), args.join(' '));
  }
});
