/** Whether a value is what its observable type says; the platform refuses others ("Observable is not correctly formatted"). */

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** An IPv4 address or CIDR block (STIX 2.1 section 6.9). */
export function isIpv4(value: string): boolean {
  const { address, bits } = splitCidr(value);
  return ipv4.test(address) && (bits === undefined || bits <= 32);
}

/** An IPv6 address or CIDR block (STIX 2.1 section 6.10), the last 32 bits possibly in IPv4's form. */
export function isIpv6(value: string): boolean {
  const { address, bits } = splitCidr(value);
  if (bits !== undefined && bits > 128) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1);
  const withIpv4 = last !== undefined && ipv4.test(last) && !address.endsWith('::');
  const plain = withIpv4 ? all.slice(0, -1) : all;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const width = plain.length + (withIpv4 ? 2 : 0);
  return halves.length === 2 ? width <= 7 : width === 8;
}

function splitCidr(value: string): { readonly address: string; readonly bits: number | undefined } {
  const slash = value.indexOf('/');
  if (slash < 0) return { address: value, bits: undefined };
  const bits = value.slice(slash + 1);
  return { address: value.slice(0, slash), bits: /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity };
}

/**
 * A domain name of at least two labels. Letters of any script and underscores occur in real names; a last label of
 * digits makes it an address.
 */
export function isDomainName(value: string): boolean {
  const labels = value.split('.');
  return (
    value.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) =>
      /^(?:\*|[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}_])?)$/u.test(label),
    ) &&
    !/^\d+$|^.$/u.test(labels.at(-1) ?? '')
  );
}

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const email = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${label}(?:\\.${label})*$`);

/** An e-mail address in the ASCII form, which is all that the platform takes. */
export function isEmailAddress(value: string): boolean {
  return email.test(value);
}

/** Six bytes in hexadecimal. */
export function isMacAddress(value: string): boolean {
  return /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value);
}

/** An absolute URL without white space (RFC 3986 wants it encoded). */
export function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) && (!/^(?:https?|ftp):/i.test(value) || URL.canParse(value));
}

const hostname = /^(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*$/i;

export function isHostname(value: string): boolean {
  return value.length <= 253 && hostname.test(value);
}

/** Reports write `198.51.100[.]7` and `hxxps://` so that nobody clicks: the value without that. */
export function refanged(value: string): string {
  return value
    .trim()
    .replace(/\[(?:\.|dot)\]|\((?:\.|dot)\)|\{\.\}/gi, '.')
    .replace(/\[:\]/g, ':')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/\[(?:@|at)\]|\(at\)/gi, '@')
    .replace(/^(?:hxxp|h\*\*p|meow)(s?)(?=:)/i, 'http$1')
    .replace(/^fxp(s?)(?=:)/i, 'ftp$1');
}
