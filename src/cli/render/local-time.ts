/** `2026-11-24 19:00`, in the time zone of the machine: where a column has no room for more. */
export function localTime(seconds: number): string {
  const { date, time } = partsOf(seconds);
  return `${date} ${time.slice(0, 5)}`;
}

/** `2026-11-24 19:00 +08:00`, in the time zone of the machine: for people who may sit in another one. */
export function zonedTime(seconds: number): string {
  return `${localTime(seconds)} ${partsOf(seconds).zone}`;
}

/** The same moment as ISO 8601 with the machine's offset, to the second: local and exact, for a pipe. */
export function offsetTime(seconds: number): string {
  const { date, time, zone } = partsOf(seconds);
  return `${date}T${time}${zone}`;
}

function partsOf(seconds: number): { readonly date: string; readonly time: string; readonly zone: string } {
  const moment = new Date(seconds * 1000);
  // Minutes to add to local time to get to UTC: negative in the east.
  const offset = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + offset * 60_000).toISOString();
  const two = (part: number): string => String(part).padStart(2, '0');
  const size = Math.abs(offset);
  return {
    date: local.slice(0, local.indexOf('T')),
    time: local.slice(local.indexOf('T') + 1, local.indexOf('.')),
    zone: `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`,
  };
}
