import { manyItems } from '../sandbox/content/many.js';
import type { Content } from '../sandbox/threatvision.js';

/** So many reports without PDF, and bundles, an hour apart. */
export const items = (reports: number, bundles: number): Content =>
  manyItems({ reports, bundles, objectsPerItem: 4, from: 1_700_000_000, spacingSeconds: 3600, pdf: false });

/** Whether the platform took exactly so many pushes, no two of them with the same objects. */
export function deliveredOnce(pushes: readonly { readonly bundle: unknown }[], expected: number): boolean {
  const texts = new Set(pushes.map(({ bundle }) => objectIds(bundle)));
  return pushes.length === expected && texts.size === expected;
}

function objectIds(bundle: unknown): string {
  if (typeof bundle !== 'object' || bundle === null || !('objects' in bundle)) return '';
  return JSON.stringify(bundle.objects);
}
