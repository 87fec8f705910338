/** Reading what the API sends: never by type, always by guard. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in a body, or undefined for anything else. */
export function parseObject(body: Buffer): Fields | undefined {
  const value = parseJson(body);
  return isFields(value) ? value : undefined;
}

/** The JSON in a body; undefined where it is not JSON (JSON itself has no undefined). */
export function parseJson(body: Buffer): unknown {
  try {
    // A byte order mark is not JSON, yet some servers send one.
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** A non-empty text without surrounding white space; numbers count as their text (ids have been both). */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Unix seconds from seconds, milliseconds, their text, or ISO 8601 text (threatvision-api, "Reported"). */
export function unixSeconds(value: unknown): number | undefined {
  const given = text(value);
  if (given === undefined) return undefined;
  const number = Number(given);
  const seconds = Number.isNaN(number) ? Date.parse(given) / 1000 : number > 1e11 ? number / 1000 : number;
  // 253402300799 is the end of the year 9999, the last that ISO 8601 and STIX can write.
  return Number.isFinite(seconds) && seconds > 0 && seconds <= 253_402_300_799
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

/** The texts of an array that may hold nulls. */
export function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.map(text).filter((item) => item !== undefined))];
}
