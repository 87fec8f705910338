import type { Content } from '../threatvision/items.js';
import { manyItems } from './many.js';
import { ownContent } from './own.js';
import { sampleContent } from './samples.js';
import { firstDate } from './spacing.js';

export { manyItems } from './many.js';
export { ownContent } from './own.js';
export { sampleContent } from './samples.js';

/** `own`, `samples` (`own` if there are none), or a number of reports and of bundles of ten objects each. */
export function contentByName(name: string): Content {
  if (name === 'own') return ownContent();
  if (name === 'samples') return sampleContent() ?? ownContent();
  const count = Number(name);
  if (!Number.isInteger(count) || count < 0)
    throw new Error(`--content takes own, samples or a number, not ${name}`);
  return manyItems({
    reports: count,
    bundles: count,
    objectsPerItem: 10,
    from: firstDate,
    spacingSeconds: 3600,
  });
}
