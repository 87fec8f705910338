import { type ItemKind, itemKinds, kinds } from '../../kinds.js';
import type { CommandEntry, DescribedCommand } from './definition.js';

/** In the order in which a new user needs them. */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'init',
    summary: 'Writes a commented .teamt5rc: asks on a terminal; in a script, uses flags and variables.',
    load: async () => (await import('./init.js')).initCommand,
  },
  {
    usage: 'auth',
    summary: 'Checks both accounts and their rights, and shows what OpenCTI knows of the connector.',
    load: async () => (await import('./auth.js')).authCommand,
  },
  {
    usage: 'sync',
    summary: 'Delivers everything new, once. Made for cron and systemd timers.',
    load: async () => (await import('./sync.js')).syncCommand,
  },
  {
    usage: 'status',
    summary: 'Shows the last run, the progress, the items that wait for a retry, and what OpenCTI knows.',
    load: async () => (await import('./status.js')).statusCommand,
  },
  {
    usage: 'config',
    summary: 'Shows the configuration and the origin of each value. Secrets are masked.',
    load: async () => (await import('./config.js')).configCommand,
  },
  {
    usage: 'reset',
    summary: 'Forgets what was delivered, here and in OpenCTI: the next sync starts over.',
    load: async () => (await import('./reset.js')).resetCommand,
  },
  {
    usage: 'schema [command]',
    summary: 'Prints the JSON Schema of a --json document or of the configuration file.',
    load: async () => (await import('./schema.js')).schemaCommand,
  },
  {
    usage: 'completion <shell>',
    summary: 'Prints a completion script for bash, zsh or fish.',
    load: async () => (await import('./completion.js')).completionCommand(describeCommands),
  },
];

/** All commands with their definitions, in the order of the help; the module of each one is loaded. */
export async function describeCommands(): Promise<readonly DescribedCommand[]> {
  const groups = itemKinds.map(async (kind) => [
    { path: [kind], usage: kind, summary: groupSummary(kind) },
    ...(await Promise.all(itemCommands(kind).map((entry) => described([kind], entry)))),
  ]);
  const single = commands.map((entry) => described([], entry));
  return [...(await Promise.all(single)), ...(await Promise.all(groups)).flat()];
}

async function described(
  parent: readonly string[],
  { usage, summary, isDefault, load }: CommandEntry,
): Promise<DescribedCommand> {
  const [name = '', ...argument] = usage.split(' ');
  const path = [...parent, name];
  return { path, usage: [...path, ...argument].join(' '), summary, isDefault, definition: await load() };
}

export function groupSummary(kind: ItemKind): string {
  return `Lists, shows, exports and pushes single ${kind}; \`${kind}\` alone lists them.`;
}

export function itemCommands(kind: ItemKind): readonly CommandEntry[] {
  const { label } = kinds[kind];
  const item = label.charAt(0).toLowerCase() + label.slice(1);
  return [
    {
      usage: 'list',
      summary: `Lists the ${kind} of ThreatVision, newest first, with the state of each.`,
      isDefault: true,
      load: async () => (await import('./list.js')).listCommand(kind),
    },
    {
      usage: 'show <id>',
      summary: `Shows one ${item}: its metadata, its content, and the changes made by the conversion.`,
      load: async () => (await import('./show.js')).showCommand(kind),
    },
    {
      usage: 'export <id...>',
      summary: `Writes ${kind} to files or to stdout.`,
      load: async () => (await import('./export.js')).exportCommand(kind),
    },
    {
      usage: 'push <id...>',
      summary: `Delivers ${kind} to OpenCTI, also if they were delivered before.`,
      load: async () => (await import('./push.js')).pushCommand(kind),
    },
    {
      usage: 'verify [id...]',
      summary: `Checks that OpenCTI has every object of ${kind}, and lists the missing ones.`,
      load: async () => (await import('./verify.js')).verifyCommand(kind),
    },
  ];
}
