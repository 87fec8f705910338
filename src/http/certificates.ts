import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

/**
 * The authorities to trust: Node's own, those of NODE_EXTRA_CA_CERTS, and the configured ones. Undefined without
 * configured ones: Node's default is then right, and cheaper.
 *
 * Giving Node a `ca` replaces its defaults, NODE_EXTRA_CA_CERTS included; so they are put together here, and once per
 * process: parsing 140 certificates anew for every connection would cost more than the connection.
 *
 * @param configured PEM text
 */
export function trustedAuthorities(
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): SecureContext | undefined {
  if (configured === undefined) return undefined;
  return createSecureContext({ ca: [...rootCertificates, ...extraCertificates(env), configured] });
}

function extraCertificates(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    // Node itself has warned about this file when it started.
    return [];
  }
}
