import t from 'tap';

import { createLocalRig } from '../tools/local-rig.js';

const untimed = (stderr: string): string => stderr.replaceAll(/^[\d-]+ [\d:]+ /gm, '');

t.test('an invalid command line causes one line on stderr and exit code 2', async (t) => {
  const rig = await createLocalRig(t);
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
      const run = await rig.call(args);
      t.equal(run.code, 2, args.join(' '));
      t.equal(untimed(run.stderr), `error ${line}\n`, args.join(' '));
      if (!args.includes('--json')) t.equal(run.stdout, '', args.join(' '));
    }),
  );
  t.equal(rig.threatVision.requests.length, 0, 'no request');
});

t.test('with --json, a usage error is a document as well', async (t) => {
  const rig = await createLocalRig(t);
  const run = await rig.call(['sync', '--lmit', '--json', '--log-format', 'json']);
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
