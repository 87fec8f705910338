import type { Command, CommanderError } from 'commander';

import { commonOptions } from './command-description.js';
import { type CliFailure, type ExitCode, usage } from './core/failure.js';
import { legibleOptions } from './core/flags.js';
import { createOutput } from './ui/output.js';

/** A command line that commander does not take. */
export function failedCommandLine(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
): Promise<ExitCode> {
  return createOutput(legibleOptions(argv)).fail(usageOf(error, program, argv));
}

/** commander's complaint (`error: unknown option '--lmit'⏎(Did you mean --limit?)`) in our style. */
export function usageOf(error: CommanderError, program: Command, argv: readonly string[]): CliFailure {
  const moved = error.code === 'commander.unknownOption' ? optionsLast(argv) : undefined;
  if (moved !== undefined) {
    const right = ['teamt5-opencti', ...moved].map((word) => (/\s/.test(word) ? JSON.stringify(word) : word));
    return usage('Options go after the command.', `Type: ${right.join(' ')}`);
  }
  const said = error.message.replace(/^error: /, '').replaceAll(/\n\((.*)\)/g, '. $1');
  const message = said.charAt(0).toUpperCase() + said.slice(1);
  const command = calledCommand(program, argv);
  const what = command.commands.length > 0 ? 'lists the commands' : 'shows the options';
  return usage(/[.?]$/.test(message) ? message : `${message}.`, `\`${pathOf(command)} --help\` ${what}.`);
}

/** The words of a command line with the common options that stand before its command moved to the end. */
function optionsLast(argv: readonly string[]): readonly string[] | undefined {
  let end = 0;
  for (let word = argv[end]; word?.startsWith('-') === true; word = argv[end]) {
    const [name, value] = word.split('=', 2);
    const flags = commonOptions.map(({ flags }) => flags).find((flags) => flags.split(' ')[0] === name);
    if (flags === undefined) return undefined;
    end += flags.includes('<') && value === undefined ? 2 : 1;
  }
  if (end === 0) return undefined;
  const rest = argv.slice(end);
  return [...(rest.length === 0 ? ['<command>'] : rest), ...argv.slice(0, end)];
}

/** The deepest command that the words of the command line name. */
function calledCommand(program: Command, argv: readonly string[]): Command {
  const [word, ...rest] = argv;
  const next = program.commands.find((command) => command.name() === word);
  return next === undefined ? program : calledCommand(next, rest);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
