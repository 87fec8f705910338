import { Command, CommanderError, Option } from 'commander';

import { exitCodes, type ExitCode } from './exit-code.js';
import type { CommonOptions } from './output.js';
import { version } from './version.js';

/**
 * Parses the command line and runs one command. Commands are loaded when they are called: `--version` and `--help`
 * load nothing but commander.
 * @returns the exit code
 */
export async function runProgram(argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = buildProgram((code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has already said what was wrong; help and version end this way, too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    throw error;
  }
}

type Run<F> = (flags: F) => Promise<ExitCode>;

function buildProgram(done: (code: ExitCode) => void): Command {
  const program = new Command('teamt5-opencti')
    .description('Puts every TeamT5 ThreatVision report and indicator bundle into OpenCTI, once.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the options)');

  const add = <F extends CommonOptions>(
    name: string,
    description: string,
    load: () => Promise<Run<F>>,
  ): Command =>
    withCommonOptions(program.command(name).description(description)).action(async (...args: unknown[]) => {
      const command = args.at(-1);
      const flags = command instanceof Command ? command.opts<F>() : undefined;
      if (flags !== undefined) done(await (await load())(flags));
    });

  add(
    'auth',
    'Checks both accounts and says what is missing.',
    async () => (await import('./commands/auth.js')).authCommand,
  ).option('--clear', 'forget the cached ThreatVision token');
  add(
    'sync',
    'Delivers what is new, once: for cron or a systemd timer.',
    async () => (await import('./commands/sync.js')).syncCommand,
  )
    .option('--since <time>', 'deliver again from there: Unix seconds, ISO 8601, or back from now (7d)')
    .option('--until <time>', 'nothing newer than this')
    .addOption(new Option('--only <kind>', 'one kind alone').choices(['reports', 'bundles']))
    .option('--dry-run', 'the whole run without sending, registering or remembering anything')
    .option('--output <dir>', 'write one STIX bundle file per item instead of pushing')
    .option('--max-items <n>', 'stop after so many items; the next run goes on')
    .option('--max-duration <duration>', 'stop after this time (PT15M); the next run goes on')
    .option('--wait [seconds]', 'stay until OpenCTI has imported everything')
    .option('--concurrency <n>', 'requests to ThreatVision at the same time')
    .option('--if-due', 'do nothing unless the last run is older than connector.duration_period')
    .option('--retry-failed', 'try all failed items now')
    .option('--metrics-file <path>', 'write the figures of the run for a Prometheus textfile collector');
  for (const kind of ['reports', 'bundles'] as const) {
    add(kind, `Lists the ${kind} of ThreatVision.`, async () => {
      const { listCommand } = await import('./commands/list.js');
      return (flags: Parameters<typeof listCommand>[1]) => listCommand(kind, flags);
    })
      .option('--since <time>', 'nothing older than this')
      .option('--until <time>', 'nothing newer than this')
      .option('--limit <n>', 'at most so many', '20');
  }
  add(
    'config',
    'Shows the resolved configuration and where each value comes from.',
    async () => (await import('./commands/config.js')).configCommand,
  );
  add(
    'status',
    'Shows the cursor, the last run and what waits for another try.',
    async () => (await import('./commands/status.js')).statusCommand,
  );
  add(
    'reset',
    'Forgets what has been delivered: the next sync starts over.',
    async () => (await import('./commands/reset.js')).resetCommand,
  )
    .addOption(new Option('--only <kind>', 'one kind alone').choices(['reports', 'bundles']))
    .option('--to <time>', 'start from there instead of the first-run timestamp')
    .option('--failed [ids...]', 'forget the failed items alone (all, or these)')
    .option('--dry-run', 'only say what would be forgotten');
  return program;
}

function withCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (else the first .teamt5rc found upward from here)')
    .option('--log-level <level>', 'debug, info, warn or error')
    .addOption(new Option('--log-format <format>', 'form of the log lines').choices(['pretty', 'json']))
    .option('--no-color', 'no colours')
    .option('--quiet', 'errors only')
    .option('--json', 'print one JSON document');
}
