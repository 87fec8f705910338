import { type Command, Help, Option } from 'commander';

import type { OptionKey } from '../config/index.js';
import type { ExitCode } from './core/failure.js';

/** One command as data: its help is its documentation. */
export interface CommandDescription {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** commander's notation, e.g. `<id...>`, with its meaning. */
  readonly argument?: readonly [notation: string, meaning: string] | undefined;
  readonly options?: readonly OptionDescription[] | undefined;
  /** What one would really type, and what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Appended to the help, where there is more to say. */
  readonly more?: string | undefined;
  /** The help ends with every environment variable there is. */
  readonly listsSettings?: true | undefined;
  /** Loads what the command needs and runs it; `command` holds the parsed flags and arguments. */
  readonly run: (command: Command) => Promise<ExitCode>;
}

export interface OptionDescription {
  /** commander's notation: `--limit <n>`. */
  readonly flags: string;
  /** A flag that sets a configuration option names its key instead: the option table says what it means. */
  readonly meaning: string | { readonly setting: OptionKey };
  readonly choices?: readonly string[] | undefined;
  readonly standard?: string | undefined;
}

/** What every command takes, after its name. */
export const commonOptions: readonly OptionDescription[] = [
  {
    flags: '--config <file>',
    meaning: 'configuration file (default: the first .teamt5rc found from here upward)',
  },
  { flags: '--log-level <level>', meaning: { setting: 'connector.log_level' } },
  {
    flags: '--log-format <format>',
    meaning: 'form of the lines on stderr',
    choices: ['pretty', 'json'],
  },
  { flags: '--no-color', meaning: 'no colours (NO_COLOR and TERM=dumb are obeyed, too)' },
  { flags: '--quiet', meaning: 'errors only' },
  { flags: '--json', meaning: 'print one JSON document' },
];

/** Their heading, in every help. */
const commonHeading = 'Every command:';

/** What the configuration says of itself; loaded only where a help text is asked for. */
export interface SettingsHelp {
  /** The meaning of a flag that sets an option. */
  flag(key: OptionKey): string;
  /** All environment variables with their meaning. */
  readonly environment: string;
}

/** Adds a described command below another. */
export function addCommand(
  parent: Command,
  description: CommandDescription,
  done: (code: ExitCode) => void,
  settings: SettingsHelp | undefined,
): void {
  const { name, summary, argument, options = [], examples, run } = description;
  const more = description.listsSettings === true ? settings?.environment : description.more;
  const command = parent.command(name).description(summary);
  if (argument !== undefined) command.argument(...argument);
  for (const option of options) command.addOption(optionOf(option, settings));
  for (const option of commonOptions) command.addOption(optionOf(option, settings).helpGroup(commonHeading));
  command.addHelpText('after', afterHelp(examples, more));
  command.action(async () => done(await run(command)));
}

/** commander's groups come in the order of their first options: a command's own go first, be it `--help` alone. */
export function ownOptionsFirst<T extends Command | Option>(
  unsorted: T[],
  visible: T[],
  groupOf: (item: T) => string,
): Map<string, T[]> {
  const groups = new Help().groupItems(unsorted, visible, groupOf);
  const common = groups.get(commonHeading);
  if (common !== undefined) {
    groups.delete(commonHeading);
    groups.set(commonHeading, common);
  }
  return groups;
}

/** The options of every command, for the help of the program, which does not take them itself. */
export function commonOptionsHelp(settings: SettingsHelp | undefined): string {
  const help = new Help();
  help.prepareContext({ helpWidth: process.stdout.isTTY ? process.stdout.columns : 80 });
  const width = Math.max(...commonOptions.map(({ flags }) => flags.length));
  const lines = commonOptions.map((option) =>
    help.formatItem(option.flags, width, help.optionDescription(optionOf(option, settings)), help),
  );
  return ['', 'Every command, after its name:', ...lines].join('\n');
}

/** The end of a help text: examples in two lines each, and what else there is to say. */
export function afterHelp(examples: CommandDescription['examples'], more?: string): string {
  const shown = examples.flatMap(([typed, purpose]) => [`  $ teamt5-opencti ${typed}`, `      ${purpose}`]);
  return ['', 'Examples:', ...shown, ...(more === undefined ? [] : ['', more])].join('\n');
}

function optionOf(
  { flags, meaning, choices, standard }: OptionDescription,
  settings: SettingsHelp | undefined,
): Option {
  const option = new Option(flags, typeof meaning === 'string' ? meaning : settings?.flag(meaning.setting));
  if (choices !== undefined) inAnyCase(option.choices(choices));
  if (standard !== undefined) option.default(standard);
  return option;
}

/** All choices are written small. */
function inAnyCase(option: Option): void {
  const { parseArg } = option;
  option.argParser((value, previous: unknown) => parseArg?.(value.toLowerCase(), previous));
}
