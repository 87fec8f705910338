import { maxUnixSeconds } from '../lib/index.js';

/** A non-empty text without surrounding white space; a number counts as its text, since ids have been both. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Unix seconds from seconds, milliseconds, their text, or ISO 8601 text (docs/threatvision-api.md#unknowns). */
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
  if (given === undefined || !URL.canParse(given, base.href)) return undefined;
  const url = new URL(given, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}

/** The texts of an array, which can contain nulls. */
export function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.map(text).filter((item) => item !== undefined))];
}
