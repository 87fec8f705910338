const privateIpv4 = /^(?:127|10)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\./;
const privateIpv6 = /^\[(?:::1\]|f[cd]|fe[89ab])/;
const localName = /^[^.[]+$|\.(?:localhost|local|internal|lan|home\.arpa)$/;

/**
 * Whether a URL's host is this machine or surely on a private network: loopback, RFC 1918, link-local and
 * unique local addresses, names without a dot (a container's service name) and the reserved local domains.
 * Plain http with a secret is tolerable only there. `hostname` as WHATWG URL gives it (IPv6 in brackets).
 */
export function isLocalHost(hostname: string): boolean {
  return privateIpv4.test(hostname) && /^[\d.]+$/.test(hostname)
    ? true
    : privateIpv6.test(hostname) || localName.test(hostname);
}
