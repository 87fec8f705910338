const form =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?\s*$/;

/** The day 31 is in seven months, 30 in all but February, which has 28 in every year. */
const day =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
/** The normal form, perhaps with finer digits. */
const usual = new RegExp(`^\\d{4}-${day}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3,}Z$`);
const normalLength = '2024-01-15T10:30:00.000Z'.length;

/**
 * A time as UTC with milliseconds (STIX 2.1 section 3.2 requires both for `created` and `modified`; the platform
 * hashes `published` in this form). Offsets, other precisions, plain dates (midnight) and times without a zone
 * (UTC) are understood; finer digits are cut, not rounded. Undefined where the text is no time.
 */
export function normalTimestamp(text: string): string | undefined {
  // Called three times for each time there is, and nearly all are in this form.
  if (usual.test(text)) return text.length === normalLength ? text : `${text.slice(0, normalLength - 1)}Z`;
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = parts;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}.${milliseconds}Z`;
  const time = Date.parse(local);
  // Date.parse takes February 30th for March 1st: what comes back must be what went in.
  if (Number.isNaN(time) || new Date(time).toISOString() !== local) return undefined;
  const shifted = new Date(time - offsetOf(zone));
  const result = shifted.toISOString();
  return result.length === local.length ? result : undefined;
}

/** Milliseconds east of UTC. */
function offsetOf(zone: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return (parts[1] === '-' ? -minutes : minutes) * 60_000;
}

/** A unix time in seconds in the same form; the epoch where it is no time of four-digit years. */
export function timestampOfUnix(seconds: number): string {
  const usable = seconds >= 0 && seconds < 253_402_300_800;
  return new Date(usable ? Math.floor(seconds) * 1000 : 0).toISOString();
}
