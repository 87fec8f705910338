import { BlockList, isIP } from 'node:net';

/**
 * IANA special-purpose ranges that are no place on the public Internet (RFC 6890 registries): loopback, private,
 * link-local (with the clouds' metadata services), carrier-grade NAT, unique-local, multicast, reserved.
 */
const ranges: readonly (readonly [network: string, prefix: number])[] = [
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
  ['::', 127], // unspecified and loopback
  ['64:ff9b:1::', 48], // NAT64 of local use
  ['2002::', 16], // 6to4 can name any IPv4 address, and nobody serves downloads by it
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

function listOf(entries: typeof ranges): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of entries) list.addSubnet(network, prefix, familyOf(network));
  return list;
}

const isPrivate = listOf(ranges);
/** NAT64's well-known prefix (RFC 6052): behind it, every IPv4 address of the world looks like this. */
const isTranslated = listOf([['64:ff9b::', 96]]);

/**
 * Is this IP address (either family, with or without a zone) outside the public Internet? IPv4 addresses inside
 * IPv6 spellings (mapped, NAT64) are judged as what they are. Text that is no address counts as private.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return true;
  // BlockList applies its IPv4 rules to ::ffff:a.b.c.d by itself.
  if (isPrivate.check(plain, familyOf(plain))) return true;
  return familyOf(plain) === 'ipv6' && isTranslated.check(plain, 'ipv6')
    ? isPrivateAddress(lastFourBytes(plain))
    : false;
}

function lastFourBytes(address: string): string {
  // The URL parser writes an IPv6 address in one way only: hexadecimal groups, no dotted tail.
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::').join(':0:0:').split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The host of a URL where it is an IP address, without the brackets of IPv6; undefined for a name. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}
