import type { Command, CommanderError } from 'commander';

import type { CliFailure } from './failure.js';
import type { CommonOptions } from './output.js';

/** A value on the command line that is not usable. `message` and `hint` are whole sentences. */
export function usage(message: string, hint: string): CliFailure & { readonly reason: 'usage' } {
  return { reason: 'usage', message, hint };
}

/** commander's complaint (`error: unknown option '--lmit'⏎(Did you mean --limit?)`) in our style. */
export function usageOf(error: CommanderError, program: Command, argv: readonly string[]): CliFailure {
  const said = error.message.replace(/^error: /, '').replaceAll(/\n\((.*)\)/g, '. $1');
  const message = said.charAt(0).toUpperCase() + said.slice(1);
  const command = calledCommand(program, argv);
  const what = command.commands.length > 0 ? 'lists the commands' : 'shows the options';
  return usage(/[.?]$/.test(message) ? message : `${message}.`, `\`${pathOf(command)} --help\` ${what}.`);
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

/** How to speak about a command line that could not be read: what of it is certain all the same. */
export function legibleOptions(argv: readonly string[]): CommonOptions {
  const format = argv.some(
    (word, at) => word === '--log-format=json' || (word === '--log-format' && argv[at + 1] === 'json'),
  );
  return {
    color: !argv.includes('--no-color'),
    json: argv.includes('--json'),
    quiet: argv.includes('--quiet'),
    logFormat: format ? 'json' : 'pretty',
  };
}
