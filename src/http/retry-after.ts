/**
 * `Retry-After` (RFC 9110 section 10.2.3) in milliseconds from now: seconds, or an HTTP date.
 * A date in the past is 0; anything else than the two forms is undefined.
 *
 * @param date the response's `Date`: a wait computed on one clock does not depend on the other.
 * @param now milliseconds since the epoch, for responses without a usable `Date`.
 */
export function parseRetryAfter(
  value: string | undefined,
  date: string | undefined,
  now: number,
): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  return Math.max(0, until - (parseHttpDate(date ?? '') ?? now));
}

/** The three forms of RFC 9110 section 5.6.7 all begin with the name of a day; `Date.parse` alone accepts far more. */
function parseHttpDate(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  // The asctime form has no zone and means UTC.
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
