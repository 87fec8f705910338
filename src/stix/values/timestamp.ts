const form =
  /^\s*(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?\s*$/;
/** The normal form, on a day that every month has. */
const normal = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
/** The usual form; its first group is a day that not every month has. */
const usual =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]|(29|3[01]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(\d*)Z$/;
/** A month that has such a day: 29 and 30 are in all but February, 31 in seven. */
const longMonth = /^\d{4}-(?:(?:0[13578]|1[02])-|(?:0[469]|11)-(?!31))/;

/**
 * A time as UTC with milliseconds (STIX 2.1, section 3.2 asks for both on `created` and `modified`; the platform
 * hashes `published` in this form). Offsets, other precisions, plain dates (midnight) and times without a zone
 * (UTC) are understood; finer digits are cut, not rounded. Undefined where the text is no time.
 */
export function normalTimestamp(text: string): string | undefined {
  // Called three times for each time there is, and nearly all are in this form already, perhaps with finer digits.
  if (normal.test(text)) return text;
  const known = usual.exec(text);
  if (known !== null && (known[1] === undefined || longMonth.test(text)))
    return known[2] === '' ? text : `${text.slice(0, 23)}Z`;
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
