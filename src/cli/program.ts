import type { CommanderError } from 'commander';
import { Command, Help, Option } from 'commander';

import { itemKinds } from '../kinds.js';
import { closestName } from '../lib/index.js';
import type { CommandDefinition, CommandEntry, Example, OptionDescription } from './commands/definition.js';
import { commands, groupSummary, itemCommands } from './commands/index.js';
import { commonOptions } from './commands/common-options.js';
import { exitNow } from './core/exit.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from './core/failure.js';
import { type CommonOptions, readCommonOptions } from './core/flags.js';
import { type Host, terminalWidth } from './core/host.js';
import type { LastNet } from './core/last-net.js';
import { version } from './version.js';

/** Runs one command and returns the exit code. `net` receives exceptions that no call awaits. */
export async function runProgram(argv: readonly string[], host: Host, net: LastNet): Promise<ExitCode> {
  if (argv.length === 0) {
    host.stdout.write(fitted(welcome, host));
    return exitCodes.done;
  }
  try {
    return await parse(argv, host, net);
  } catch (error) {
    const { createOutput } = await import('./ui/output.js');
    const output = createOutput(host, readCommonOptions(argv));
    if (error instanceof UsageError) return output.fail(failureOf(error));
    const { reportBug } = await import('./ui/report-bug.js');
    return reportBug(error, output);
  }
}

function parse(argv: readonly string[], host: Host, net: LastNet): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    buildProgram({ finish: resolve, host, net }).parseAsync(argv, { from: 'user' }).catch(reject);
  });
}

/** A command line that commander refuses, with the command that refused it. */
class UsageError extends Error {
  readonly command: Command;

  constructor({ message }: CommanderError, command: Command) {
    super(message);
    this.command = command;
  }
}

/** How a command ends, what it runs in, and what catches its bugs. */
interface Surroundings {
  readonly finish: (code: ExitCode) => void;
  readonly host: Host;
  readonly net: LastNet;
}

function buildProgram(surroundings: Surroundings): Command {
  const { finish, host } = surroundings;
  const program = new Command('teamt5-opencti')
    .description(
      'Imports TeamT5 ThreatVision reports and indicator bundles into OpenCTI. Repeats update, never duplicate.',
    )
    .version(version, '-V, --version', 'display the version')
    .helpOption('-h, --help', 'display help')
    .helpCommand(false)
    // The caller prints the message of an error, in the format of all failures.
    .configureOutput({
      outputError: () => undefined,
      writeOut: (text) => void host.stdout.write(text),
      getOutHelpWidth: () => terminalWidth(host) ?? 80,
    })
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: withoutVersion,
      minWidthToWrap: leastWidth,
      formatItem: formatHelpItem,
    });
  endWith(program, finish);
  for (const option of commonOptions) program.addOption(optionOf(option));
  addCommands(program, commands, surroundings);
  for (const kind of itemKinds) {
    const group = program.command(kind).helpCommand(false).description(groupSummary(kind));
    endWith(group, finish);
    addCommands(group, itemCommands(kind), surroundings);
    addHelpCommand(group, program, [kind]);
    const examples: readonly Example[] = [
      [kind, `Lists the newest 20 ${kind}.`],
      [`${kind} show --help`, 'Each of these commands has its own examples.'],
    ];
    const note = `\`${kind}\` alone accepts the options of \`list\` (\`${kind} list --help\`).`;
    group.addHelpText('after', () => endOfHelp(host, examples, note));
  }
  addHelpCommand(program, program, []);
  return program
    .addHelpText('beforeAll', ({ command }) => {
      // For an unknown command, commander would print the help of its parent.
      refuseUnknownCommand(
        command,
        command.args.find((word) => !isHelpFlag(word)),
      );
      return '';
    })
    .addHelpText('after', () =>
      endOfHelp(
        host,
        [
          ['init', 'The first step: writes the configuration file.'],
          ['sync', 'One run. In a crontab: 7 * * * * teamt5-opencti sync'],
        ],
        '`teamt5-opencti <command> --help` shows the options and examples of a command.',
      ),
    );
}

/** Modules are loaded when their commands are called. The first one is the default of a group. */
function addCommands(parent: Command, entries: readonly CommandEntry[], surroundings: Surroundings): void {
  const loaders = new Map<Command, () => Promise<CommandDefinition>>();
  for (const { usage: notation, summary, load, isDefault = false } of entries) {
    const command = parent.command(notation, { isDefault }).description(summary);
    endWith(command, surroundings.finish);
    loaders.set(command, load);
  }
  parent.hook('preSubcommand', async (_parent, command) => {
    const [word] = parent.args;
    // commander passes an unknown name to the default command, as an argument.
    if (word !== command.name()) refuseUnknownCommand(parent, word);
    const load = loaders.get(command);
    if (load !== undefined) define(command, await load(), surroundings);
  });
}

function define(command: Command, definition: CommandDefinition, { finish, host, net }: Surroundings): void {
  const { argument, options = [], examples, notes } = definition;
  const [declared] = command.registeredArguments;
  if (declared !== undefined && argument !== undefined) declared.description = argument;
  for (const option of options) command.addOption(optionOf(option));
  command
    .addHelpText('after', () => endOfHelp(host, examples, notes))
    .action(async () => finish(await runCommand(command, definition, host, net)));
}

/** The command's own output redacts all secrets that it has read, also in the report of a bug. */
async function runCommand(
  command: Command,
  { run }: CommandDefinition,
  host: Host,
  net: LastNet,
): Promise<ExitCode> {
  // Loaded in advance: the command must not print its result while the report of a bug is loaded.
  const [{ createOutput }, { reportBug }] = await Promise.all([
    import('./ui/output.js'),
    import('./ui/report-bug.js'),
  ]);
  const options: CommonOptions = command.optsWithGlobals();
  const target: unknown = command.getOptionValue('output');
  const output = createOutput(host, options, {
    command: command.name(),
    // That of `init` is the configuration file.
    output: typeof target === 'string' && command.name() !== 'init' ? target : undefined,
  });
  const restore = net.use((error) => exitNow(reportBug(error, output)));
  try {
    return await run(command, { output, net, now: () => new Date() });
  } catch (error) {
    return reportBug(error, output);
  } finally {
    restore();
  }
}

/** `help <command>`, at any depth: commander's own reaches one level and does not load commands. */
function addHelpCommand(parent: Command, program: Command, path: readonly string[]): void {
  parent
    .command('help [command...]')
    .description('Displays the help of a command.')
    .action(async (names: readonly string[]) => {
      await program.parseAsync([...path, ...names, '--help'], { from: 'user' });
    });
}

/** Ends the parsing by the exit code of a help text or the version, or by an error that knows its command. */
function endWith(command: Command, finish: (code: ExitCode) => void): void {
  command.exitOverride((error) => {
    if (error.exitCode !== 0) throw new UsageError(error, command);
    finish(exitCodes.done);
    throw error;
  });
}

function refuseUnknownCommand(parent: Command, word: string | undefined): void {
  const names = parent.commands.map((command) => command.name());
  if (word === undefined || word.startsWith('-') || names.length === 0 || names.includes(word)) return;
  const similar = closestName(word, names);
  const suggestion = similar === undefined ? '' : `\n(Did you mean ${similar}?)`;
  parent.error(`error: unknown command '${word}'${suggestion}`, { code: 'commander.unknownCommand' });
}

const isHelpFlag = (word: string): boolean => word === '--help' || word === '-h';

/** commander's message (`error: unknown option '--lmit'⏎(Did you mean --limit?)`), as sentences. */
function failureOf({ message, command }: UsageError): CliFailure {
  const text = message.replace(/^error: /, '').replaceAll(/\n\((.*)\)/g, '. $1');
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  const purpose = command.commands.length > 0 ? 'lists the commands' : 'shows the options';
  return usage(
    /[.?]$/.test(sentence) ? sentence : `${sentence}.`,
    `\`${pathOf(command)} --help\` ${purpose}.`,
  );
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function withoutVersion(command: Command): Option[] {
  const help = new Help();
  help.showGlobalOptions = true;
  return help.visibleGlobalOptions(command).filter(({ long }) => long !== '--version');
}

function optionOf({ flags, description, choices, default: standard }: OptionDescription): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) {
    option.choices(choices);
    const { parseArg } = option;
    // Choices are lower case, and accepted in any case.
    option.argParser((value, previous: unknown) => parseArg?.(value.toLowerCase(), previous));
  }
  if (standard !== undefined) option.default(standard);
  return option;
}

function endOfHelp(host: Host, examples: readonly Example[], notes?: string): string {
  const shown = examples.flatMap(([typed, purpose]) => [`  $ teamt5-opencti ${typed}`, `      ${purpose}`]);
  return fitted(['', 'Examples:', ...shown, ...(notes === undefined ? [] : ['', notes])].join('\n'), host);
}

/** Cells: less is not worth wrapping. */
const leastWidth = 20;
/** With less room than this, each description is printed below its term. */
const leastDescription = 30;

function formatHelpItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? 80;
  if (description === '' || width - termWidth - 4 >= leastDescription)
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  return `  ${term}\n${indentedLines(helper.boxWrap(description, width - 6), 6)}`;
}

const indentedLines = (text: string, by: number): string => text.replaceAll(/^/gm, ' '.repeat(by));

/** Fits the terminal, except for commands to copy. Unchanged in a pipe. */
function fitted(text: string, { stdout }: Host): string {
  const { isTTY = false, columns = 0 } = stdout;
  if (!isTTY || columns === 0) return text;
  const help = new Help();
  help.minWidthToWrap = leastWidth;
  const lines = text.split('\n').map((line) => {
    if (line.length <= columns || line.startsWith('  $ ')) return line;
    const by = line.length - line.trimStart().length;
    return indentedLines(help.boxWrap(line.trim(), columns - by), by);
  });
  return lines.join('\n');
}

/** Printed without a command: the way from an installation to the first run. */
const welcome = `teamt5-opencti imports TeamT5 ThreatVision reports and indicator bundles into
OpenCTI; repeats update, never duplicate. Three steps to a running connector:

  1. teamt5-opencti init    writes .teamt5rc and asks for the two accounts
                            (or set variables: teamt5-opencti config --help)
  2. teamt5-opencti auth    checks both accounts and reports what is missing
  3. teamt5-opencti sync    delivers what is new. In a crontab, for every hour:
                            7 * * * *  teamt5-opencti sync

teamt5-opencti --help lists all commands. Each command has its own --help with
examples.
`;
