import { err, ok, type Result } from './result.js';

/** Unix seconds of the end of the year 9999, the last one that ISO 8601 and STIX write with four digits. */
export const maxUnixSeconds = 253_402_300_799;

/** Whole seconds since 1970, rounded down. */
export function unixSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

const durationUnits = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;

const isoDuration =
  /^P(?:(?<W>\d+(?:\.\d+)?)W)?(?:(?<D>\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(?<H>\d+(?:\.\d+)?)H)?(?:(?<M>\d+(?:\.\d+)?)M)?(?:(?<S>\d+(?:\.\d+)?)S)?)?$/i;

/** Milliseconds of an ISO 8601 duration without years and months, or of plain seconds; else undefined. */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text) * durationUnits.S;
  const parts = isoDuration.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const amounts = Object.entries(durationUnits).flatMap(([unit, milliseconds]) => {
    const amount = parts[unit];
    return amount === undefined ? [] : [Number(amount) * milliseconds];
  });
  if (amounts.length === 0) return undefined;
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
}

/** The ISO 8601 form of milliseconds in days, hours, minutes, seconds (`P7D`, `P1DT12H`, `PT0S`). */
export function formatDuration(milliseconds: number): string {
  const days = Math.floor(milliseconds / durationUnits.D);
  const hours = Math.floor((milliseconds % durationUnits.D) / durationUnits.H);
  const minutes = Math.floor((milliseconds % durationUnits.H) / durationUnits.M);
  const seconds = (milliseconds % durationUnits.M) / durationUnits.S;
  const date = days > 0 ? `${days}D` : '';
  const time = [
    hours > 0 ? `${hours}H` : '',
    minutes > 0 ? `${minutes}M` : '',
    seconds > 0 ? `${seconds}S` : '',
  ].join('');
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}

const isoTimestamp =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** The accepted notations, for messages. */
export const timestampForms =
  'Unix seconds or an ISO 8601 time since 1970 (2026-11-24, 2026-11-24T19:00:00Z; UTC without a zone)';

/** Unix seconds of an absolute time (see `timestampForms`), without fractions. */
export function parseTimestamp(text: string): number | undefined {
  const seconds = /^\d+$/.test(text) ? Number(text) : isoSeconds(text);
  return seconds === undefined || seconds < 0 || seconds > maxUnixSeconds ? undefined : seconds;
}

function isoSeconds(text: string): number | undefined {
  const parts = isoTimestamp.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part || 0));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const clock = [hour ?? 0, minute ?? 0, second ?? 0] as const;
  const local = new Date(Date.UTC(year, month - 1, day, ...clock));
  // Date.UTC rolls over: 30 February would become 2 March.
  const rolled =
    local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day || clock[1] > 59 || clock[2] > 59;
  const zone = zoneSeconds(parts[7]);
  return rolled || zone === undefined ? undefined : local.getTime() / 1000 - zone;
}

function zoneSeconds(zone: string | undefined): number | undefined {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '+00:00');
  if (parts === null) return 0;
  const [hours, minutes] = [Number(parts[2]), Number(parts[3])];
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (parts[1] === '-' ? -60 : 60);
}

const relativeUnits: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Unix seconds of a command-line time: as `parseTimestamp`, or back from `now` (`30m`, `12h`, `7d`). */
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

/** Clocks and time zones differ by less than a day. */
const clockTolerance = 86_400;

/** Whether unix seconds are further ahead than a wrong clock explains: a start there finds nothing. */
export function isFuture(seconds: number, now: Date): boolean {
  return seconds > now.getTime() / 1000 + clockTolerance;
}

/** ISO 8601 in UTC, for machines. */
export function isoTime(seconds: number): string;
export function isoTime(seconds: number | undefined): string | null;
export function isoTime(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}

export interface LocalTime {
  /** `2026-11-24` */
  readonly date: string;
  /** `19:00:05` */
  readonly time: string;
  /** `+08:00` */
  readonly zone: string;
}

/** The parts of a moment in the time zone of the process (TZ). */
export function localTime(moment: Date): LocalTime {
  // Minutes to add to local time to get UTC: negative in the east.
  const offset = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + offset * 60_000).toISOString();
  const twoDigits = (part: number): string => String(part).padStart(2, '0');
  const size = Math.abs(offset);
  return {
    date: local.slice(0, local.indexOf('T')),
    time: local.slice(local.indexOf('T') + 1, local.indexOf('.')),
    zone: `${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`,
  };
}
