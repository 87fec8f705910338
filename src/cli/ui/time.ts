import { localTime } from '../../lib/index.js';

/** `0.4 s`, `35 s`, `12 min`, `3.5 h`. */
export function inWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** `512 bytes`, `3.4 MB` (10^6 bytes). */
/** `3.4 MB`: more digits mean nothing for a queue. */
export const inMegabytes = (megabytes: number): string => `${Math.round(megabytes * 10) / 10} MB`;

export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Unix seconds as `2026-11-24 19:00`, in the time zone of the machine, for narrow columns. */
export function minuteTime(seconds: number): string {
  const { date, time } = localTime(new Date(seconds * 1000));
  return `${date} ${time.slice(0, 5)}`;
}

/** Unix seconds as `2026-11-24 19:00 +08:00`, in the time zone of the machine. */
export function zonedTime(seconds: number): string {
  return `${minuteTime(seconds)} ${localTime(new Date(seconds * 1000)).zone}`;
}

/** Unix seconds as ISO 8601 with the offset of the machine, to the second. */
export function offsetTime(seconds: number): string {
  const { date, time, zone } = localTime(new Date(seconds * 1000));
  return `${date}T${time}${zone}`;
}
