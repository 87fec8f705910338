import { BlockList, isIP } from 'node:net';

/** Ranges of the IANA special-purpose registries (RFC 6890) that are not on the public Internet. */
const privateRanges: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96], // unspecified, loopback, and the deprecated IPv4-compatible addresses
  ['::ffff:0:0:0', 96], // IPv4-translated (RFC 2765)
  ['64:ff9b:1::', 48], // NAT64 of local use
  ['100::', 64], // discard-only
  ['2001::', 32], // Teredo, which can name any IPv4 address
  ['2002::', 16], // 6to4, which can name any IPv4 address
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** The well-known prefix of NAT64 (RFC 6052): behind it, every public IPv4 address has this form. */
const nat64Range = ['64:ff9b::', 96] as const;

// Built on first use: each start of the program and of a thread loads this file, and few of them check an address.
const privateAddresses = lazy(() => blockListOf(privateRanges));
const nat64Addresses = lazy(() => blockListOf([nat64Range]));

function lazy<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= create());
}

function blockListOf(ranges: typeof privateRanges): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, familyOf(network));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** True for an IP address outside the public Internet, also mapped or with a zone, and for other text. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return true;
  // BlockList applies its IPv4 rules to ::ffff:a.b.c.d.
  if (privateAddresses().check(plain, familyOf(plain))) return true;
  const isNat64 = familyOf(plain) === 'ipv6' && nat64Addresses().check(plain, 'ipv6');
  return isNat64 && isPrivateAddress(lastFourBytes(plain));
}

function lastFourBytes(address: string): string {
  // The URL parser writes an IPv6 address in one form only: hexadecimal groups without a dotted tail.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::').join(':0:0:').split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The host of a URL, without the brackets of IPv6, if it is an IP address; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

/** Names without a dot, such as the service name of a container, and the domains reserved for local use. */
const localName = /^[^.[]+$|\.(?:localhost|local|internal|lan|home\.arpa)$/;

/** True for a private address or a local name, where http is acceptable. `hostname` as in WHATWG URL. */
export function isLocalHost(hostname: string): boolean {
  const literal = literalAddress(hostname);
  return literal === undefined ? localName.test(hostname) : isPrivateAddress(literal);
}

/** Undefined if `range` is not in the notation `network/prefix`. */
export function isInRange(address: string, range: string): boolean | undefined {
  const [, network = '', prefix = ''] = /^\[?([^/\]]+)\]?\/(\d{1,3})$/.exec(range) ?? [];
  const bits = Number(prefix);
  if (isIP(network) === 0 || bits > (isIP(network) === 4 ? 32 : 128)) return undefined;
  if (isIP(address) !== isIP(network)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, familyOf(network));
  return list.check(address, familyOf(address));
}
