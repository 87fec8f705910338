import { manyItems } from '../sandbox/content/many.js';
import type { Content } from '../sandbox/threatvision.js';

export const items = (reports: number, bundles: number): Content =>
  manyItems({ reports, bundles, objectsPerItem: 4, from: 1_700_000_000, spacingSeconds: 3600, pdf: false });

interface Pushed {
  readonly bundle: unknown;
}

/** Two pushes of an item have the same objects. */
export function distinct(pushes: readonly Pushed[]): number {
  return new Set(pushes.map(({ bundle }) => objectsOf(bundle))).size;
}

export function deliveredOnce(pushes: readonly Pushed[], expected: number): boolean {
  return pushes.length === expected && distinct(pushes) === expected;
}

function objectsOf(bundle: unknown): string {
  if (typeof bundle !== 'object' || bundle === null || !('objects' in bundle)) return '';
  return JSON.stringify(bundle.objects);
}
