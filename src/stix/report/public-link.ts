import { parseUrl, wellFormed } from '../../lib/index.js';

/** Parameters that grant access: Amazon S3 and CloudFront, Google, Alibaba, Azure, and common names. */
const credential =
  /^(?:x-(?:amz|goog|oss)-.*|.*(?:signature|token|secret|pass(?:wor[dt]|wd|phrase|code)?|pwd|credentials?|session-?id|access-?key-?id|access-?id|-key|api-?key)|signature.*|sig|se|sp|sv|sr|st|spr|ske?t?|skoid|sktid|sks|skv|policy|key-pair-id|expires|(?:.*-)?auth|authorization|bearer|jwt|otp|pin|ticket|nonce|hash|hmac|md5|sha\d*|sid|phpsessid|session|sas|key|code)$/i;

/** Without user, password and signature, because every user of the platform can read the link. */
export function publicLink(source: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const link = wellFormed(source);
  const url = parseUrl(link);
  if (url === undefined) return undefined;
  const secrets = [...url.searchParams.keys()].filter(isCredential);
  const hasUser = url.username !== '' || url.password !== '';
  // A parameter of the path (RFC 3986 section 3.3), as Java servers write sessions.
  const path = url.pathname.replace(/;[^;/=]*=[^;/]*/g, (all) => (isCredential(nameOf(all)) ? '' : all));
  const hasFragment = url.hash
    .slice(1)
    .split(/[?&;/#!]/)
    .some((part) => isCredential(nameOf(part)));
  if (!hasUser && secrets.length === 0 && !hasFragment && path === url.pathname) return link;
  url.username = '';
  url.password = '';
  url.hash = '';
  url.pathname = path;
  for (const name of secrets) url.searchParams.delete(name);
  return url.href;
}

/** Of `;name=value`, or the whole text; decoded as far as it can be. */
function nameOf(parameter: string): string {
  const [name = ''] = parameter.replace(/^;/, '').split('=', 1);
  return parameter.includes('=') ? ([...new URLSearchParams(name).keys()][0] ?? '') : '';
}

/** `token[]`, `user[token]` and `access_token` are spellings of `token` and `access-token`. */
const isCredential = (name: string): boolean =>
  credential.test(name.replace(/[[\]._\s]+/g, '-').replace(/^-+|-+$/g, ''));
