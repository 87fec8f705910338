import { type Command, Option } from 'commander';

import type { OptionKey } from '../config/index.js';
import type { ExitCode } from './exit-code.js';

/** One command as data: its help is its documentation. */
export interface CommandDescription {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** commander's notation, e.g. `<id...>`, with its meaning. */
  readonly argument?: readonly [notation: string, meaning: string];
  readonly options?: readonly OptionDescription[];
  /** What one would really type, and what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Appended to the help, where there is more to say. */
  readonly more?: string;
  /** The help ends with every environment variable there is. */
  readonly listsSettings?: true;
  /** Loads what the command needs and runs it; `command` holds the parsed flags and arguments. */
  readonly run: (command: Command) => Promise<ExitCode>;
}

export interface OptionDescription {
  /** commander's notation: `--limit <n>`. */
  readonly flags: string;
  /** A flag that sets a configuration option names its key instead: the option table says what it means. */
  readonly meaning: string | { readonly setting: OptionKey };
  readonly choices?: readonly string[];
  readonly standard?: string;
}

const commonOptions: readonly OptionDescription[] = [
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
  for (const option of commonOptions)
    command.addOption(optionOf(option, settings).helpGroup('Every command:'));
  command.addHelpText('after', afterHelp(examples, more));
  command.action(async () => done(await run(command)));
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
  if (choices !== undefined) option.choices(choices);
  if (standard !== undefined) option.default(standard);
  return option;
}
