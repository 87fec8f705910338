import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/**
 * The trusted authorities as PEM texts: Node's own, those of NODE_EXTRA_CA_CERTS, and the configured ones. A `ca` replaces
 * Node's defaults, NODE_EXTRA_CA_CERTS included.
 * @param configured PEM text
 * @returns undefined without configured ones: Node's defaults are then correct, and cheaper
 */
export function trustedAuthorities(
  configured: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string[] | undefined {
  return configured === undefined ? undefined : [...rootCertificates, ...extraCertificates(env), configured];
}

function extraCertificates(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const path = env.NODE_EXTRA_CA_CERTS;
  if (path === undefined || path === '') return [];
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    // Node has warned about this file at its start.
    return [];
  }
}
