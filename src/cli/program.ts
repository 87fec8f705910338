import { Command, CommanderError } from 'commander';

import {
  addCommand,
  afterHelp,
  commonOptionsHelp,
  ownOptionsFirst,
  type SettingsHelp,
} from './command-description.js';
import { commands } from './commands.js';
import { type ExitCode, exitCodes } from './core/failure.js';
import { version } from './core/version.js';
import { itemCommands } from './item-commands.js';
import { welcome } from './welcome.js';

const kinds = ['reports', 'bundles'] as const;

/**
 * Parses the command line and runs one command. Commands are loaded when they are called: `--version` and `--help`
 * load nothing but commander.
 * @returns the exit code
 */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  if (argv.length === 0) {
    process.stdout.write(welcome);
    return exitCodes.done;
  }
  let exitCode: ExitCode = exitCodes.done;
  const asked = withDefaultCommand(helpLast(argv));
  const settings = await settingsHelp(asked);
  const program = buildProgram((code) => (exitCode = code), settings);
  // The help of a command that does not exist would be that of the program, as if all were well.
  const words = namesUnknownCommand(program, asked) ? asked.filter((word) => !isHelp(word)) : asked;
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      const { reportBug } = await import('./ui/report-bug.js');
      return reportBug(error, argv);
    }
    // Help and version end this way, too.
    if (error.exitCode === 0) return exitCodes.done;
    const { failedCommandLine } = await import('./usage.js');
    return failedCommandLine(error, program, words);
  }
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

/** `help reports show` and `reports help show` are `reports show --help`. */
function helpLast(argv: readonly string[]): readonly string[] {
  const at = kinds.some((kind) => kind === argv[0]) ? 1 : 0;
  return argv[at] === 'help' ? [...argv.slice(0, at), ...argv.slice(at + 1), '--help'] : argv;
}

/** commander asks for help first and for the command afterwards. */
function namesUnknownCommand(program: Command, words: readonly string[]): boolean {
  const [word, ...rest] = words.filter((one) => !isHelp(one));
  if (program.commands.length === 0 || word === undefined || word.startsWith('-')) return false;
  const next = program.commands.find((command) => command.name() === word);
  return next === undefined || namesUnknownCommand(next, rest);
}

/** `reports` alone lists. */
function withDefaultCommand(argv: readonly string[]): readonly string[] {
  const [group = '', next] = argv;
  const isGroup = kinds.some((kind) => kind === group);
  const asksForHelp = next !== undefined && isHelp(next);
  const namesCommand = next !== undefined && !next.startsWith('-');
  return !isGroup || asksForHelp || namesCommand ? argv : [group, 'list', ...argv.slice(1)];
}

function buildProgram(done: (code: ExitCode) => void, settings: SettingsHelp | undefined): Command {
  const program = new Command('teamt5-opencti')
    .description('Puts every TeamT5 ThreatVision report and indicator bundle into OpenCTI, once.')
    .version(version)
    .exitOverride()
    // `help` is understood before commander sees it.
    .helpCommand(false)
    // What is wrong is said once, in our style, by the caller.
    .configureHelp({ groupItems: ownOptionsFirst })
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError();
  for (const command of commands) addCommand(program, command, done, settings);
  for (const kind of kinds) {
    const group = program
      .command(kind)
      .helpCommand(false)
      .description(`Lists, shows, exports and delivers ${kind} by hand; \`${kind}\` alone lists.`)
      .addHelpText(
        'after',
        afterHelp(
          [
            [kind, 'The newest twenty.'],
            [`${kind} show --help`, 'Each of these commands has examples of its own.'],
          ],
          `\`${kind}\` alone takes the options of \`list\`: teamt5-opencti ${kind} list --help`,
        ),
      );
    for (const command of itemCommands(kind)) addCommand(group, command, done, settings);
  }
  return program.addHelpText('after', () =>
    [
      commonOptionsHelp(settings),
      afterHelp(
        [
          ['init', 'First: writes the configuration file.'],
          ['sync', 'Then, from cron: 7 * * * * teamt5-opencti sync'],
        ],
        '`teamt5-opencti <command> --help` shows the options and examples of a command.',
      ),
    ].join('\n'),
  );
}

/** The help of the options comes from the configuration's own table, which nobody else needs to load for it. */
async function settingsHelp(words: readonly string[]): Promise<SettingsHelp | undefined> {
  if (!words.some(isHelp)) return undefined;
  const { environmentHelp, flagHelp, optionList } = await import('../config/index.js');
  return {
    flag(key) {
      const option = optionList.find((one) => one.key === key);
      return option === undefined ? '' : flagHelp(option);
    },
    environment: `Environment variables (in a file: the keys that \`config\` shows):\n${environmentHelp()}`,
  };
}
