import { createHash } from 'node:crypto';

/** The namespace of observables' ids: STIX 2.1 section 2.9. */
const observableNamespace = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

export function digest(seed: string, algorithm: 'md5' | 'sha1' | 'sha256' = 'sha256'): string {
  return createHash(algorithm).update(seed).digest('hex');
}

export function numberBelow(limit: number, seed: string): number {
  return Number.parseInt(digest(seed, 'md5').slice(0, 8), 16) % limit;
}

export function objectId(type: string, seed: string): string {
  return `${type}--${uuid(digest(seed, 'md5'), '4')}`;
}

export function observableId(type: string, contributing: Readonly<Record<string, unknown>>): string {
  const name = createHash('sha1')
    .update(observableNamespace)
    .update(JSON.stringify(contributing))
    .digest('hex');
  return `${type}--${uuid(name, '5')}`;
}

function uuid(hex: string, version: '4' | '5'): string {
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    version + hex.slice(13, 16),
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
