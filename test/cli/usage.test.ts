import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig } from '../tools/rig.js';

const untimed = (stderr: string): string => stderr.replaceAll(/^[\d-]+ [\d:]+ /gm, '');

t.test('an invalid command line causes one line on stderr and exit code 2', async (t) => {
  const rig = await createRig(t);
  const cases: readonly (readonly [args: readonly string[], line: string])[] = [
    [['snyc'], "Unknown command 'snyc'. Did you mean sync? `teamt5-opencti --help` lists the commands."],
    [
      ['reports', 'shw', 'x'],
      "Unknown command 'shw'. Did you mean show? `teamt5-opencti reports --help` lists the commands.",
    ],
    [
      ['snyc', '--help'],
      "Unknown command 'snyc'. Did you mean sync? `teamt5-opencti --help` lists the commands.",
    ],
    [
      ['help', 'snyc'],
      "Unknown command 'snyc'. Did you mean sync? `teamt5-opencti --help` lists the commands.",
    ],
    [['-h', 'nonsense'], "Unknown command 'nonsense'. `teamt5-opencti --help` lists the commands."],
    [
      ['reports', 'shw', '--help'],
      "Unknown command 'shw'. Did you mean show? `teamt5-opencti reports --help` lists the commands.",
    ],
    [
      ['bundles', 'help', 'pish'],
      "Unknown command 'pish'. Did you mean push? `teamt5-opencti bundles --help` lists the commands.",
    ],
    [
      ['sync', '--dry-rum'],
      "Unknown option '--dry-rum'. Did you mean --dry-run? `teamt5-opencti sync --help` shows the options.",
    ],
    [
      ['bundles', '--lmit', '5'],
      "Unknown option '--lmit'. Did you mean --limit? `teamt5-opencti bundles list --help` shows the options.",
    ],
    [['--nonsense'], "Unknown option '--nonsense'. `teamt5-opencti --help` lists the commands."],
    [
      ['sync', '--output', 'out', '--wait'],
      '--output and --wait exclude each other. Files are not imported: leave one of the two out.',
    ],
    [
      ['reports', 'show'],
      "Missing required argument 'id'. `teamt5-opencti reports show --help` shows the options.",
    ],
    [
      ['sync', '--only', 'all'],
      "Option '--only <kind>' argument 'all' is invalid. Allowed choices are reports, bundles. `teamt5-opencti sync --help` shows the options.",
    ],
    [['sync', '--max-items', '0'], '--max-items: received "0". Give a whole number, at least 1.'],
    [['sync', '--wait', 'long'], '--wait: received "long". Give a whole number, at least 1.'],
    [
      ['sync', '--max-duration', '5min'],
      '--max-duration: received "5min". Give a duration above 0: 50m, 2h, 1d, PT15M, or a number of seconds.',
    ],
    [
      ['sync', '--max-duration', '0'],
      '--max-duration: received "0". Give a duration above 0: 50m, 2h, 1d, PT15M, or a number of seconds.',
    ],
    [
      ['sync', '--since', '2026-02-01', '--until', '2026-01-01'],
      '--until is before --since. Give a later --until.',
    ],
    [
      ['sync', '--since', '2100-01-01'],
      '--since: received "2100-01-01". The time is in the future: nothing would be found. Give a time in the past.',
    ],
    [
      ['bundles', '--since', '4102444800'],
      '--since: received "4102444800". The time is in the future: nothing would be found. Give a time in the past.',
    ],
    [
      ['reset', '--to', '2100-01-01'],
      '--to: received "2100-01-01". The time is in the future: nothing would be found. Give a time in the past.',
    ],
    [['reports', '--limit', '1.5'], '--limit: received "1.5". Give a whole number, at least 1.'],
    [
      ['reset', '--failed', '--to', '0'],
      '--failed and --to exclude each other. Forgetting failed items does not change the start.',
    ],
    [
      ['bundles', 'export', '4100', '--output', '-', '--json'],
      '--output - and --json both write to stdout. Leave one of them out.',
    ],
  ];
  await Promise.all(
    cases.map(async ([args, line]) => {
      const run = await rig.run(args);
      t.equal(run.code, 2, args.join(' '));
      t.equal(untimed(run.stderr), `error ${line}\n`, args.join(' '));
      if (!args.includes('--json')) t.equal(run.stdout, '', args.join(' '));
    }),
  );
  t.equal(rig.threatVision.requests.length, 0, 'no request');
});

t.test('with --json, a usage error is a document as well', async (t) => {
  const rig = await createRig(t);
  const run = await rig.run(['sync', '--lmit', '--json', '--log-format', 'json']);
  t.equal(run.code, 2);
  t.strictSame(run.json(), {
    error: {
      reason: 'usage',
      message: "Unknown option '--lmit'. Did you mean --wait?",
      hint: '`teamt5-opencti sync --help` shows the options.',
    },
  });
  t.match(JSON.parse(run.stderr), { level: 'error', event: 'failure', reason: 'usage' });
});

t.test('a bug causes one line and exit code 1; its stack needs --log-level debug', async (t) => {
  const rig = await createRig(t);
  const broken = {
    NODE_OPTIONS: '--import "data:text/javascript,process.getuid=()=>{throw new TypeError(\'seeded\')}"',
  };
  const run = await rig.run(['config', '--json'], broken);
  t.equal(run.code, 1, run.stderr);
  t.equal(
    untimed(run.stderr),
    'error bug: seeded. Please report it, with the output of the same command with --log-level debug.\n',
  );
  t.match(run.json(), { error: { reason: 'bug', message: 'bug: seeded' } });
  const debugged = await rig.run(['config', '--log-level', 'debug'], broken);
  t.equal(debugged.code, 1);
  t.match(debugged.stderr, /TypeError: seeded\n\s+at /);
});

t.test('redacts a secret in the message of a bug, before and after the configuration is read', async (t) => {
  const rig = await createRig(t);
  const preload = (code: string): Readonly<Record<string, string>> => ({
    NODE_OPTIONS: `--import "data:text/javascript,${code}"`,
    OPENCTI_TOKEN: '',
  });
  const secret = 'sesame-7f3a';
  const file = join(rig.home, 'token');
  writeFileSync(file, secret);
  const cases = [
    { ...preload(`process.getuid=()=>{throw new TypeError('of ${secret}')}`), OPENCTI_TOKEN: secret },
    {
      ...preload(`process.stdout.write=()=>{throw new TypeError('of ${secret}')}`),
      OPENCTI_TOKEN_FILE: file,
    },
  ];
  for (const env of cases) {
    const run = await rig.run(['config', '--log-level', 'debug'], env);
    t.equal(run.code, 1);
    t.match(run.stderr, 'error bug: of ***. Please report it');
    t.match(run.stderr, /TypeError: of \*\*\*\n\s+at /);
    t.notMatch(run.stderr, secret);
  }
  const json = await rig.run(['config', '--json'], cases[0]);
  t.match(json.json(), { error: { message: 'bug: of ***' } });
});

t.test('exits silently when the reader of stdout closes the pipe', async (t) => {
  const rig = await createRig(t);
  const running = rig.start(['--help']);
  running.process.stdout?.destroy();
  const { stderr } = await running.finished;
  t.equal(stderr, '');
});
