import { itemKinds } from '../kinds.js';
import type { CommandDescription, OptionDescription } from './command-description.js';

const only: OptionDescription = {
  flags: '--only <kind>',
  meaning: 'one kind alone',
  choices: itemKinds,
};

/** The commands that stand alone, in the order in which a new user needs them. Nothing is loaded before it is called. */
export const commands: readonly CommandDescription[] = [
  {
    name: 'init',
    summary: 'Writes a commented .teamt5rc: asks on a terminal, takes flags and variables in a script.',
    options: [
      { flags: '--output <file>', meaning: 'where to write it', standard: '.teamt5rc' },
      { flags: '--opencti-url <url>', meaning: 'address of the OpenCTI platform' },
      { flags: '--connector-id <uuid>', meaning: "the connector's id (default: a new one)" },
      { flags: '--force', meaning: 'overwrite the file' },
    ],
    examples: [
      ['init', 'Asks for the two accounts and writes .teamt5rc, readable by you alone.'],
      [
        'init --opencti-url https://cti.example.org --output ~/.teamt5rc',
        'The same from a script. Secrets come from OPENCTI_TOKEN, TEAMT5_CLIENT_ID\n      and TEAMT5_CLIENT_SECRET, or the files that <NAME>_FILE names.',
      ],
    ],
    run: async (command) => (await import('./commands/init.js')).initCommand(command.opts()),
  },
  {
    name: 'auth',
    summary: 'Checks both accounts, and says what is missing and what OpenCTI knows of the connector.',
    options: [{ flags: '--clear', meaning: 'forget the cached ThreatVision token' }],
    examples: [
      ['auth', 'Before the first run, or when a run ended with exit code 3.'],
      ['auth --clear', 'After a change of the ThreatVision account.'],
    ],
    run: async (command) => (await import('./commands/auth.js')).authCommand(command.opts()),
  },
  {
    name: 'sync',
    summary: 'Delivers what is new, once: for cron or a systemd timer.',
    options: [
      {
        flags: '--since <time>',
        meaning: 'deliver again from there: Unix seconds, ISO 8601, or back from now (7d)',
      },
      { flags: '--until <time>', meaning: 'nothing newer than this' },
      only,
      { flags: '--dry-run', meaning: 'the whole run without sending, registering or remembering anything' },
      { flags: '--output <dir>', meaning: 'write one STIX bundle file per item instead of pushing' },
      {
        flags: '--max-items <n>',
        meaning:
          'stop after so many items; the next run continues (with --since: the summary names the next start)',
      },
      {
        flags: '--max-duration <duration>',
        meaning: 'stop after this time (PT15M; a plain number is seconds), as --max-items does',
      },
      {
        flags: '--wait [seconds]',
        meaning: 'stay until OpenCTI has imported everything (without a number: 600)',
      },
      { flags: '--concurrency <n>', meaning: { setting: 'http.concurrency' } },
      {
        flags: '--if-due',
        meaning:
          'do nothing unless the last run is older than connector.duration_period, or a failed item is due',
      },
      { flags: '--retry-failed', meaning: 'try all failed items now' },
      {
        flags: '--metrics-file <path>',
        meaning: 'write the figures of the run for a Prometheus textfile collector',
      },
    ],
    examples: [
      ['sync', 'In a crontab: 7 * * * * teamt5-opencti sync. Silent while all is well.'],
      [
        'sync --since 30d --only reports --dry-run',
        'What a new delivery of the reports of the last 30 days would do.',
      ],
    ],
    more: `Exit codes: 0 done or nothing to do, 1 a bug, 2 usage or configuration,
3 credentials refused, 4 ThreatVision down, 5 OpenCTI down or refusing, 6 items
failed and wait for another try, 7 another run is at work, 130 and 143
interrupted with the state saved.`,
    run: async (command) => (await import('./commands/sync.js')).syncCommand(command.opts()),
  },
  {
    name: 'status',
    summary: 'Shows the cursor, the last run, what waits for another try, and what OpenCTI knows.',
    options: [
      { flags: '--offline', meaning: 'the local state alone; ask nobody' },
      { flags: '--output <dir>', meaning: 'the state that `sync --output` keeps in this directory' },
    ],
    examples: [
      ['status', 'How far the deliveries are, and what failed.'],
      ['status --offline --json', 'The same for a script, without a request.'],
    ],
    run: async (command) => (await import('./commands/status.js')).statusCommand(command.opts()),
  },
  {
    name: 'config',
    summary: 'Shows the resolved configuration and where each value comes from; secrets are masked.',
    examples: [
      ['config', 'What a run here and now would work with.'],
      ['config --config /etc/teamt5/.teamt5rc --json', 'One file checked, as JSON.'],
    ],
    listsSettings: true,
    run: async (command) => (await import('./commands/config.js')).configCommand(command.opts()),
  },
  {
    name: 'reset',
    summary: 'Forgets what has been delivered, here and in OpenCTI: the next sync starts over.',
    options: [
      only,
      {
        flags: '--to <time>',
        meaning:
          'start from there, not from the first-run timestamp: Unix seconds, ISO 8601, or back from now (7d)',
      },
      {
        flags: '--failed [ids...]',
        meaning: 'forget failed items alone (all, or those whose ids begin so)',
      },
      { flags: '--dry-run', meaning: 'only say what would be forgotten' },
    ],
    examples: [
      ['reset --only reports --to 2026-01-01', 'Deliver all reports of this year again.'],
      ['reset --failed', 'Give up on the failed items.'],
    ],
    run: async (command) => (await import('./commands/reset.js')).resetCommand(command.opts()),
  },
  {
    name: 'schema',
    summary: "Prints the JSON Schema of a command's --json document.",
    argument: ['[command]', 'e.g. sync or list; without it, all of them'],
    examples: [
      ['schema sync', 'What `sync --json` prints.'],
      ['schema', 'All schemas in one document, by command.'],
    ],
    run: async (command) =>
      (await import('./commands/schema.js')).schemaCommand(command.args[0], command.opts()),
  },
];
