import type { LoadedConfig } from '../../config/index.js';
import { createLog, type Log, type LogLevel } from '../../log/index.js';
import type { FailureDescription } from '../core/failure-texts.js';
import { type CliFailure, type ExitCode, exitCodeOf } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { Resume } from '../core/run-result.js';

/** Where a command speaks: results to stdout, everything else through the log to stderr. */
export interface Output {
  readonly log: Log;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Escape codes are welcome: on a terminal, unless NO_COLOR (no-color.org), `--no-color` or TERM=dumb say no. */
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  /** stderr is a terminal that understands cursor movements, and its lines are for people. */
  readonly animated: boolean;
  /** A result. One call prints one whole text. */
  print(text: string): void;
  printJson(document: object): void;
  /** Lines that explain a failure to a person; nothing where the log is read by a machine. */
  advise(lines: readonly string[]): void;
  /** What failed and what to do, as every form of it says. `resume` is for runs, as in `describeFailure`. */
  describe(failure: CliFailure, resume?: Resume): Promise<FailureDescription>;
  /** Says that in one line of the log. */
  tell(failure: CliFailure, resume?: Resume): Promise<void>;
  /** Says what failed in one line, as a JSON document too where that was asked for, and answers the exit code. */
  fail(failure: CliFailure): Promise<ExitCode>;
  /** Log lines are written within `wrap` from now on: what moves on the terminal steps aside for them. */
  wrapLines(wrap: (write: () => void) => void): void;
}

/** What is known of the configuration when something is said. */
export type Known = Pick<LoadedConfig, 'secrets'> & Partial<Pick<LoadedConfig, 'config' | 'file'>>;

/**
 * @param loaded absent before the configuration is known
 */
export function createOutput(options: CommonOptions, loaded?: Known): Output {
  const pretty = options.logFormat !== 'json';
  const quiet = options.quiet === true;
  let wrap = (write: () => void): void => write();
  const log = createLog({
    level: levelOf(options, loaded),
    format: pretty ? 'pretty' : 'json',
    write: (line) => wrap(() => process.stderr.write(`${line}\n`)),
    color: useColor(options, process.stderr),
    secrets: loaded?.secrets ?? [],
  });
  const spoken = pretty ? withoutFields(log) : log;
  const json = options.json === true;
  const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  const printJson = (document: object): void => print(JSON.stringify(document, null, 2));
  // The texts know every failure of every part: they are loaded when something has failed, not at every start.
  const describe: Output['describe'] = async (failure, resume) => {
    const { describeFailure } = await import('../core/failure-texts.js');
    const situation = {
      ...(resume === undefined ? {} : { resume }),
      ...(loaded?.file === undefined ? {} : { file: loaded.file }),
      inAuth: options.inAuth === true,
    };
    return { reason: failure.reason, ...describeFailure(failure, situation) };
  };
  const tell: Output['tell'] = async (failure, resume) => {
    const { message, hint } = await describe(failure, resume);
    spoken.error(`${message} ${hint}`, { event: 'failure', reason: failure.reason });
  };
  return {
    ...{ log: spoken, json, quiet, print, printJson, describe, tell },
    color: { stdout: useColor(options, process.stdout), stderr: useColor(options, process.stderr) },
    // A pseudo-terminal may have no width (0): ora would count endless lines to clear.
    animated:
      pretty && !quiet && process.stderr.isTTY && process.stderr.columns > 0 && process.env.TERM !== 'dumb',
    advise: (lines) => {
      if (pretty && !quiet) process.stderr.write(`${log.redact(lines.join('\n'))}\n`);
    },
    async fail(failure) {
      await tell(failure);
      if (json) printJson({ error: await describe(failure) });
      return exitCodeOf(failure);
    },
    wrapLines: (next) => (wrap = next),
  };
}

/** Unset, the level is info on a terminal and warn elsewhere: cron stays silent. */
function levelOf(options: CommonOptions, loaded: Known | undefined): LogLevel {
  if (options.quiet === true) return 'error';
  return loaded?.config?.connector.logLevel ?? (process.stderr.isTTY ? 'info' : 'warn');
}

function useColor({ color }: CommonOptions, stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env;
  return color && stream.isTTY && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** Messages say everything a person wants to know; the fields repeat it for machines. */
function withoutFields(log: Log): Log {
  const spoken = (level: LogLevel) => (message: string) => log[level](message);
  return {
    ...log,
    debug: spoken('debug'),
    info: spoken('info'),
    warn: spoken('warn'),
    error: spoken('error'),
  };
}
