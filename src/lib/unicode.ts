/** Operations of the platform that take quadratic time for some texts, in linear time. */

/** Unicode UAX #15 (Stream-Safe Text Format): no script needs more combining characters in a row. */
const mostMarks = 30;
/**
 * The halfwidth sound marks are letters that decompose to combining characters. Bounded, because a match of millions of
 * characters exceeds the stack.
 */
const excessMarks = new RegExp(
  String.raw`(?<=[\p{M}\uff9e\uff9f]{${mostMarks}})[\p{M}\uff9e\uff9f]{1,1000}`,
  'gu',
);

/** NFKC, without the combining characters of a row beyond the thirtieth. */
export function normalized(text: string): string {
  return text.replace(excessMarks, '').normalize('NFKC');
}

/** Characters of a host, which are 253 in the domain name system (RFC 1035 section 3.1). */
const longestHost = 255;
/** Up to the path: a parser removes controls and blanks before the scheme and takes backslashes for slashes. */
const authority = /^[\0- ]*(?:[a-z][a-z0-9+.-]*:)?[\\/]*([^\\/?#]*)/i;

/** The URL; undefined if there is none, or for a long host of characters that need an encoding. */
export function parseUrl(text: string, base?: URL): URL | undefined {
  const [, given = ''] = authority.exec(text.replace(/[\t\n\r]/g, '')) ?? [];
  const host = given.slice(given.lastIndexOf('@') + 1);
  if (host.length > longestHost && /[^\0-\x7f]|%/.test(host)) return undefined;
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

const surrogate = /[\ud800-\udfff]/;

/** Without lone surrogates, which UTF-8 cannot represent: OpenCTI loses an object that has one in a link. */
export function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}
