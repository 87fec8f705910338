import { type ItemKind, kinds } from '../kinds.js';
import type { CommandDescription, OptionDescription } from './command-description.js';

const since: OptionDescription = {
  flags: '--since <time>',
  meaning: 'nothing older than this: Unix seconds, ISO 8601, or back from now (7d)',
};
const ids: readonly [string, string] = ['<id...>', 'as listed, or the beginning of one'];

/** What the examples of each kind speak of. */
const words = {
  reports: { one: 'report', id: 'glassheron-2026', format: 'pdf', formats: ['stix', 'original', 'pdf'] },
  bundles: {
    one: 'indicator bundle',
    id: '4107',
    format: 'csv',
    formats: ['stix', 'original', 'csv', 'txt'],
  },
} as const;

/** `reports …` and `bundles …`: the same four commands for both kinds. The first one is the default. */
export function itemCommands(kind: ItemKind): readonly CommandDescription[] {
  const { one, id, format, formats } = words[kind];
  return [
    {
      name: 'list',
      summary: `Lists the ${kind} of ThreatVision, newest first, with what became of each.`,
      options: [
        since,
        { flags: '--until <time>', meaning: 'nothing newer than this' },
        ...(kind === 'reports'
          ? [{ flags: '--type <text>', meaning: 'only types that contain this, e.g. flash' }]
          : []),
        {
          flags: '--search <text>',
          meaning: `only with this in ${kinds[kind].searched}`,
        },
        { flags: '--limit <n>', meaning: 'at most so many (default: 20)' },
      ],
      examples: [
        [`${kind} list --since 30d`, 'Those of the last 30 days.'],
        [`${kind} list --search ${id} --json`, 'A search, as JSON for a script.'],
      ],
      run: async (command) => (await import('./commands/list.js')).listCommand(kind, command.opts()),
    },
    {
      name: 'show',
      summary: `Shows one ${one}: what is known of it, what it holds, and what the conversion would change.`,
      argument: ['<id>', 'as listed, or the beginning of one'],
      examples: [
        [`${kind} show ${id}`, 'The beginning of an id is enough where it names one alone.'],
        [`${kind} show ${id} --json`, 'The same as JSON, with every note of the conversion.'],
      ],
      run: async (command) =>
        (await import('./commands/show.js')).showCommand(kind, command.args[0] ?? '', command.opts()),
    },
    {
      name: 'export',
      summary: `Writes ${kind} to files or to stdout.`,
      argument: ids,
      options: [
        {
          flags: '--format <format>',
          meaning: 'stix: as it is delivered; original: as received',
          choices: formats,
          standard: 'stix',
        },
        {
          flags: '--output <target>',
          meaning:
            'a directory that is there or ends with / (or holds several items), else a file; - for stdout',
          standard: '.',
        },
        { flags: '--force', meaning: 'overwrite files' },
      ],
      examples: [
        [`${kind} export ${id} --format ${format}`, 'Into the current directory.'],
        [`${kind} export ${id} --output - | jq '.objects[].type'`, 'What would be delivered, into a pipe.'],
      ],
      run: async (command) =>
        (await import('./commands/export.js')).exportCommand(kind, command.args, command.opts()),
    },
    {
      name: 'push',
      summary: `Delivers ${kind} to OpenCTI, delivered before or not.`,
      argument: ids,
      options: [
        { flags: '--dry-run', meaning: 'convert them, but send and remember nothing' },
        {
          flags: '--wait [seconds]',
          meaning: 'stay until OpenCTI has imported them (without a number: 600)',
        },
      ],
      examples: [
        [`${kind} push ${id}`, `One ${one} again, e.g. after it was deleted in OpenCTI.`],
        [`${kind} push ${id} --wait`, 'The same, and stay until OpenCTI has imported it.'],
      ],
      run: async (command) =>
        (await import('./commands/push.js')).pushCommand(kind, command.args, command.opts()),
    },
  ];
}
