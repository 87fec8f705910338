import { environmentSecrets, type LoadedConfig } from '../../config/index.js';
import { jsonText, terminalText } from '../../lib/index.js';
import { createLog, type Log, type LogLevel } from '../../log/index.js';
import type { FailureDescription } from '../core/failure-texts.js';
import { type CliFailure, type ExitCode, exitCodeOf } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { hasConfigYml, type Host } from '../core/host.js';
import type { Resume } from '../core/run-result.js';
import { createWaiting, type WaitFor } from './waiting.js';

/** Results on stdout, everything else through the log on stderr. */
export interface Output {
  readonly host: Host;
  readonly log: Log;
  readonly json: boolean;
  readonly quiet: boolean;
  /** `--log-level debug`: the stack of a bug is printed. */
  readonly debug: boolean;
  /** Escape codes: on a terminal, unless NO_COLOR (no-color.org), `--no-color` or TERM=dumb. */
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  /** stderr is a terminal that supports cursor movements, and its lines are for people. */
  readonly animated: boolean;
  /** Shows that a service has not responded for 2 s. */
  readonly waitFor: WaitFor;
  /** Uses the log level, the secrets and the file of a configuration from now on. */
  configure(loaded: LoadedConfig): void;
  /** Prints a result: one call for the whole text. */
  print(text: string): void;
  printJson(document: object): void;
  /** Prints lines that explain a failure to people; nothing if the log is read by a program. */
  advise(lines: readonly string[]): void;
  /** @param resume for runs, as in `describeFailure` */
  describe(failure: CliFailure, resume?: Resume): Promise<FailureDescription>;
  logFailure(failure: CliFailure, resume?: Resume): Promise<void>;
  /** Logs a failure, prints it as a document with `--json`, and returns its exit code. */
  fail(failure: CliFailure): Promise<ExitCode>;
  /** Writes log lines within `wrap` from now on, which removes what moves on the terminal meanwhile. */
  wrapLines(wrap: (write: () => void) => void): void;
}

/** `command`: its name, on which hints depend. `output`: the value of `--output`. */
export function createOutput(
  host: Host,
  options: CommonOptions,
  { command, output }: { command?: string | undefined; output?: string | undefined } = {},
): Output {
  const { env, stdout, stderr } = host;
  const pretty = options.logFormat !== 'json';
  const quiet = options.quiet === true;
  const json = options.json === true;
  let wrap = (write: () => void): void => write();
  let loaded: LoadedConfig | undefined;
  let log = openLog();

  function openLog(): Log {
    return createLog({
      level: levelOf(options, loaded, host),
      format: pretty ? 'pretty' : 'json',
      write: (line) => wrap(() => stderr.write(`${line}\n`)),
      color: useColor(options, host, stderr),
      // Those of the environment also before the configuration has been read, and if it is not valid.
      secrets: [...environmentSecrets(env), ...(loaded?.secrets ?? [])],
    });
  }

  // The messages are complete for people; the fields are for programs.
  const write =
    (level: LogLevel): Log['info'] =>
    (message, fields) =>
      pretty ? log[level](message) : log[level](message, fields);
  const currentLog: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    enabled: (level) => log.enabled(level),
    conceal: (secrets) => log.conceal(secrets),
    redact: (text) => log.redact(text),
    outsideText: (text, maxLength) => log.outsideText(text, maxLength),
  };

  const print = (text: string): void => {
    const safe = terminalText(log.redact(text));
    stdout.write(safe.endsWith('\n') ? safe : `${safe}\n`);
  };
  const printJson = (document: object): void => print(jsonText(document, 2));

  const describe: Output['describe'] = async (failure, resume) => {
    // Loaded only after a failure: the texts import every layer.
    const { describeFailure } = await import('../core/failure-texts.js');
    const situation = {
      resume,
      file: loaded?.file,
      hasConfigYml: hasConfigYml(host),
      command,
      output,
    };
    const texts = describeFailure(failure, situation);
    return { reason: failure.reason, ...texts };
  };

  const logFailure: Output['logFailure'] = async (failure, resume) => {
    const { message, hint } = await describe(failure, resume);
    currentLog.error(`${message} ${hint}`, { event: 'failure', reason: failure.reason });
  };

  const color = { stdout: useColor(options, host, stdout), stderr: useColor(options, host, stderr) };
  // A pseudo-terminal can have the width 0: ora would count endless lines to clear.
  const animated =
    pretty && !quiet && stderr.isTTY === true && (stderr.columns ?? 0) > 0 && env.TERM !== 'dumb';
  const isAutomated = !['', 'false'].includes(env.CI ?? '');
  return {
    host,
    log: currentLog,
    waitFor: createWaiting({ host, log: currentLog, animated: animated && color.stderr && !isAutomated }),
    json,
    quiet,
    debug: options.logLevel?.toLowerCase() === 'debug',
    color,
    animated,
    configure(next) {
      loaded = next;
      log = openLog();
    },
    print,
    printJson,
    advise(lines) {
      if (pretty && !quiet) stderr.write(`${terminalText(log.redact(lines.join('\n')))}\n`);
    },
    describe,
    logFailure,
    async fail(failure) {
      await logFailure(failure);
      if (json) printJson({ error: await describe(failure) });
      return exitCodeOf(failure);
    },
    wrapLines(next) {
      wrap = next;
    },
  };
}

/** The default is info on a terminal and warn otherwise, so that cron stays silent. */
function levelOf(options: CommonOptions, loaded: LoadedConfig | undefined, { stderr }: Host): LogLevel {
  if (options.quiet === true) return 'error';
  return loaded?.config.connector.logLevel ?? (stderr.isTTY === true ? 'info' : 'warn');
}

function useColor({ color }: CommonOptions, { env }: Host, { isTTY }: Host['stdout']): boolean {
  const { NO_COLOR, TERM } = env;
  return color && isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}
