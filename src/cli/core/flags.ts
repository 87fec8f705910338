import { err, isFuture, ok, parseTime, type Result } from '../../lib/index.js';
import { type CliFailure, usage } from './failure.js';

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly logFormat?: 'pretty' | 'json' | undefined;
  /** commander's spelling of `--no-color`. */
  readonly color: boolean;
  readonly quiet?: boolean | undefined;
  readonly json?: boolean | undefined;
  /** The command is `auth`, which no failure need advise. */
  readonly inAuth?: true | undefined;
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

type Parsed<T> = Result<T, CliFailure>;

/** A time in Unix seconds; what was not given stays so. */
function timeFlag(flag: string, text: string | undefined, now: Date): Parsed<number | undefined> {
  if (text === undefined) return ok(undefined);
  const parsed = parseTime(text, now);
  return parsed.ok ? parsed : refused(flag, text, `Give ${parsed.failure}.`);
}

/** As `timeFlag`, of a time from which something starts. */
export function startFlag(flag: string, text: string | undefined, now: Date): Parsed<number | undefined> {
  const start = timeFlag(flag, text, now);
  if (!start.ok || start.value === undefined || text === undefined || !isFuture(start.value, now))
    return start;
  return refused(
    flag,
    text,
    'It lies in the future, where nothing is to be found. Give a time that has come.',
  );
}

/** `--since` and `--until`, which must leave something between them. */
export function windowFlags(
  flags: { readonly since?: string | undefined; readonly until?: string | undefined },
  now: Date,
): Parsed<{ readonly since: number | undefined; readonly until: number | undefined }> {
  const since = startFlag('--since', flags.since, now);
  if (!since.ok) return since;
  const until = timeFlag('--until', flags.until, now);
  if (!until.ok) return until;
  if (since.value !== undefined && until.value !== undefined && until.value < since.value) {
    return err(usage('--until is before --since.', 'Give an --until that is later.'));
  }
  return ok({ since: since.value, until: until.value });
}

/** A whole number from 1 on. */
export function countFlag(flag: string, text: string): Parsed<number> {
  const count = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  return Number.isSafeInteger(count) && count > 0
    ? ok(count)
    : refused(flag, text, 'Give a number from 1 on.');
}

export function refused(flag: string, text: string, hint: string): Result<never, CliFailure> {
  return err(usage(`${flag}: received ${JSON.stringify(text)}.`, hint));
}
