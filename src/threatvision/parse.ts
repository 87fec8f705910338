import { maxUnixSeconds, parseUrl } from '../lib/index.js';

/** A non-empty, trimmed text. A number counts as its text, because ids have been both. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Unix seconds of seconds, milliseconds, their text, or ISO 8601 (docs/threatvision-api.md#unknowns). */
export function unixSeconds(value: unknown): number | undefined {
  const given = text(value);
  if (given === undefined) return undefined;
  const number = Number(given);
  const seconds = Number.isNaN(number) ? Date.parse(given) / 1000 : number > 1e11 ? number / 1000 : number;
  return Number.isFinite(seconds) && seconds > 0 && seconds <= maxUnixSeconds
    ? Math.floor(seconds)
    : undefined;
}

/** An absolute http(s) URL, resolved against the API's base. */
export function link(value: unknown, base: URL): URL | undefined {
  const given = text(value);
  const url = given === undefined ? undefined : parseUrl(given, base);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

export function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.map(text).filter((item) => item !== undefined))];
}
