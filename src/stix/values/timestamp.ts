import { maxUnixSeconds } from '../../lib/index.js';

const form =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([Zz]|[+-]\d{2}:?\d{2}))?)?$/;

/** Days that exist in every year: February has 28. */
const day =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
/** The normal form, possibly with more than three digits of the second. */
const usual = new RegExp(`^\\d{4}-${day}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3,}Z$`);
const normalLength = '2024-01-15T10:30:00.000Z'.length;

/** UTC with milliseconds (STIX 2.1 section 3.2), from any zone (default UTC), precision or date. */
export function normalTimestamp(text: string): string | undefined {
  // Runs three times for each timestamp, and nearly all have this form.
  if (usual.test(text)) return text.length === normalLength ? text : `${text.slice(0, normalLength - 1)}Z`;
  const parts = form.exec(text.trim());
  if (parts === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}.${milliseconds}Z`;
  const time = Date.parse(local);
  // Date.parse reads February 30 as March 1: the result has to be the input.
  if (Number.isNaN(time) || new Date(time).toISOString() !== local) return undefined;
  const shifted = new Date(time - offsetOf(zone));
  const result = shifted.toISOString();
  return result.length === local.length ? result : undefined;
}

/** In milliseconds, positive in the east. */
function offsetOf(zone: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return (parts[1] === '-' ? -minutes : minutes) * 60_000;
}

/** Unix seconds in the same form; the epoch if the year would not have four digits. */
export function timestampOfUnix(seconds: number): string {
  const usable = seconds >= 0 && Math.floor(seconds) <= maxUnixSeconds;
  return new Date(usable ? Math.floor(seconds) * 1000 : 0).toISOString();
}
