import { err, isFuture, ok, parseDuration, parseTime, type Result } from '../../lib/index.js';
import { type CliFailure, usage } from './failure.js';

export interface CommonOptions {
  readonly config?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly logFormat?: 'pretty' | 'json' | undefined;
  readonly color: boolean;
  readonly quiet?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Decides how a failure is printed, also for a command line that could not be parsed. */
export function readCommonOptions(argv: readonly string[]): CommonOptions {
  const valueOf = (flag: string): string | undefined =>
    argv.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1) ??
    (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
  return {
    color: !argv.includes('--no-color'),
    json: argv.includes('--json'),
    quiet: argv.includes('--quiet'),
    logFormat: valueOf('--log-format') === 'json' ? 'json' : 'pretty',
    logLevel: valueOf('--log-level'),
  };
}

type Parsed<T> = Result<T, CliFailure>;

/** Unix seconds; undefined without the flag. */
function timeFlag(flag: string, text: string | undefined, now: Date): Parsed<number | undefined> {
  if (text === undefined) return ok(undefined);
  const number = text.trim();
  // 0 is the start of everything; another time on the first of January 1970 is a forgotten unit.
  if (/^\d{1,5}$/.test(number) && Number(number) > 0)
    return refused(flag, text, `Did you mean ${number}d? A number without a unit is a time in Unix seconds.`);
  const parsed = parseTime(text, now);
  return parsed.ok ? parsed : refused(flag, text, `Give ${parsed.failure}.`);
}

/** As `timeFlag`, but not in the future. */
export function startFlag(flag: string, text: string | undefined, now: Date): Parsed<number | undefined> {
  const start = timeFlag(flag, text, now);
  if (!start.ok || start.value === undefined || text === undefined || !isFuture(start.value, now))
    return start;
  return refused(flag, text, 'The time is in the future: nothing would be found. Give a time in the past.');
}

/** `--since` and `--until`, in this order of time. */
export function windowFlags(
  flags: { readonly since?: string | undefined; readonly until?: string | undefined },
  now: Date,
): Parsed<{ readonly since: number | undefined; readonly until: number | undefined }> {
  const since = startFlag('--since', flags.since, now);
  if (!since.ok) return since;
  const until = timeFlag('--until', flags.until, now);
  if (!until.ok) return until;
  if (since.value !== undefined && until.value !== undefined && until.value < since.value) {
    return err(usage('--until is before --since.', 'Give a later --until.'));
  }
  return ok({ since: since.value, until: until.value });
}

/** A whole number, at least 1. */
export function countFlag(flag: string, text: string): Parsed<number> {
  const count = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  return Number.isSafeInteger(count) && count > 0
    ? ok(count)
    : refused(flag, text, 'Give a whole number, at least 1.');
}

const shortUnits: Readonly<Record<string, string>> = { s: 'PT1S', m: 'PT1M', h: 'PT1H', d: 'P1D', w: 'P1W' };

/** Milliseconds above 0: ISO 8601, a short form with one unit as in `--since` (50m, 2h, 7d), or seconds. */
export function durationFlag(flag: string, text: string): Parsed<number> {
  const [, amount, unit = ''] = /^(\d{1,9})([smhdw])$/i.exec(text.trim()) ?? [];
  const duration =
    amount === undefined
      ? parseDuration(text.trim())
      : Number(amount) * (parseDuration(shortUnits[unit.toLowerCase()] ?? '') ?? NaN);
  return duration !== undefined && duration > 0
    ? ok(duration)
    : refused(flag, text, 'Give a duration above 0: 50m, 2h, 1d, PT15M, or a number of seconds.');
}

/** @param hint a whole sentence: what is accepted */
export function refused(flag: string, text: string, hint: string): Result<never, CliFailure> {
  return err(usage(`${flag}: received ${JSON.stringify(text)}.`, hint));
}
