import { isRecord } from '../stix.js';

export interface Bundle {
  readonly bundle: Readonly<Record<string, unknown>>;
  readonly objects: readonly unknown[];
}

export function readBundle(text: string): Bundle | undefined {
  const bundle = parse(text);
  if (!isRecord(bundle)) return undefined;
  const isBundle = bundle.type === 'bundle' && Array.isArray(bundle.objects);
  return { bundle, objects: isBundle && Array.isArray(bundle.objects) ? bundle.objects : [] };
}

/** The platform serializes the objects again: too large numbers become null. */
function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return /\d[eE]\+?\d{3}/.test(text) ? JSON.parse(JSON.stringify(value)) : value;
  } catch {
    return undefined;
  }
}
