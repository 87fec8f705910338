import type { LoadedConfig } from '../config/index.js';
import { createLog, type Log, type LogLevel } from '../log/index.js';
import { describeFailure, type CliFailure } from './failure.js';
import { type ExitCode, exitCodeOf } from './exit-code.js';

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string;
  readonly logLevel?: string;
  readonly logFormat?: 'pretty' | 'json';
  /** commander's spelling of `--no-color`. */
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Where a command speaks: results to stdout, everything else through the log to stderr. */
export interface Output {
  readonly log: Log;
  readonly json: boolean;
  /** A result. One call prints one whole text. */
  print(text: string): void;
  printJson(document: object): void;
  /** Says what failed, and what to do, in one line of the log. */
  tell(failure: CliFailure): void;
  /** Says what failed in one line, as a JSON document too where that was asked for, and answers the exit code. */
  fail(failure: CliFailure): ExitCode;
}

/**
 * @param loaded absent before the configuration is known
 */
export function createOutput(options: CommonOptions, loaded?: LoadedConfig): Output {
  const log = createLog({
    level: levelOf(options, loaded),
    format: options.logFormat ?? 'pretty',
    write: (line) => process.stderr.write(`${line}\n`),
    color: useColor(options),
    secrets: loaded?.secrets ?? [],
  });
  const json = options.json === true;
  const print = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  const printJson = (document: object): void => print(JSON.stringify(document, null, 2));
  const tell = (failure: CliFailure): void => {
    const { message, hint } = describeFailure(failure);
    log.error(`${message} ${hint}`, { event: 'failure', reason: failure.reason });
  };
  return {
    log,
    json,
    print,
    printJson,
    tell,
    fail(failure) {
      const { message, hint } = describeFailure(failure);
      tell(failure);
      if (json) printJson({ error: { reason: failure.reason, message, hint } });
      return exitCodeOf(failure);
    },
  };
}

/** Unset, the level is info on a terminal and warn elsewhere: cron stays silent. */
function levelOf(options: CommonOptions, loaded: LoadedConfig | undefined): LogLevel {
  if (options.quiet === true) return 'error';
  return loaded?.config.connector.logLevel ?? (process.stderr.isTTY ? 'info' : 'warn');
}

/** NO_COLOR (no-color.org), `--no-color`, TERM=dumb and pipes get no escape codes. */
export function useColor(options: CommonOptions): boolean {
  const { NO_COLOR, TERM } = process.env;
  return options.color && process.stderr.isTTY && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}
