import { err, ok } from '../lib/index.js';
import type { Result } from '../lib/index.js';

/** Unix seconds of the end of the year 9999: a larger number is most likely in milliseconds. */
const latest = 253_402_300_799;

const isoShape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

const relativeUnits: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

export const timestampForms =
  'Unix seconds or an ISO 8601 time since 1970 (2026-11-24, 2026-11-24T19:00:00Z; UTC where no zone is given)';

function zoneSeconds(zone: string | undefined): number | undefined {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '+00:00');
  if (parts === null) return 0;
  const [hours, minutes] = [Number(parts[2]), Number(parts[3])];
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (parts[1] === '-' ? -60 : 60);
}

function isoSeconds(text: string): number | undefined {
  const parts = isoShape.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part || 0));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const clock = [hour ?? 0, minute ?? 0, second ?? 0] as const;
  const local = new Date(Date.UTC(year, month - 1, day, ...clock));
  // Date.UTC rolls over: 30 February would quietly become 2 March.
  const rolled =
    local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day || clock[1] > 59 || clock[2] > 59;
  const zone = zoneSeconds(parts[7]);
  return rolled || zone === undefined ? undefined : local.getTime() / 1000 - zone;
}

/** Unix seconds of an absolute time: see `timestampForms`. Fractions of a second are cut off. */
export function parseTimestamp(text: string): number | undefined {
  const seconds = /^\d+$/.test(text) ? Number(text) : isoSeconds(text);
  return seconds === undefined || seconds < 0 || seconds > latest ? undefined : seconds;
}

/** Clocks and time zones differ by less than a day. */
const clockTolerance = 86_400;

/**
 * Whether a start lies in the future, more than a clock that is wrong explains: from there nothing would ever be found,
 * and nothing would tell.
 */
export const isFuture = (seconds: number, now: Date): boolean =>
  seconds > now.getTime() / 1000 + clockTolerance;

/**
 * Unix seconds of a time that a person gives on the command line: absolute as `parseTimestamp`,
 * or back from `now` (`30m`, `12h`, `7d`, `2w`). The failure says what is accepted.
 */
export function parseTime(text: string, now: Date): Result<number, string> {
  const relative = /^(\d{1,7})([mhdw])$/i.exec(text.trim());
  const unit = relativeUnits[(relative?.[2] ?? '').toLowerCase()];
  const seconds =
    unit === undefined
      ? parseTimestamp(text.trim())
      : Math.floor(now.getTime() / 1000) - Number(relative?.[1]) * unit;
  return seconds === undefined || seconds < 0
    ? err(`${timestampForms}, or back from now (12h, 7d, 2w)`)
    : ok(seconds);
}
