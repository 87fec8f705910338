import type { NoteContext } from '../context.js';
import { pluralize } from '../../lib/index.js';
import type { JsonObject } from '../json.js';
import { fillParts, partAfterAll, type Part } from './fill.js';
import { indexOf, textIn, type Index } from './members.js';
import { bundleFrameBytes, propertySorter } from './serialize.js';

export interface BundlePart {
  /** JSON texts; one can contain several objects, separated by commas. */
  readonly content: readonly string[];
  readonly objects: number;
  /** Upper bound of the size of the whole bundle. */
  readonly bytes: number;
}

/**
 * Self-contained bundles of at most `maxBytes`, unless an object does not fit with what it needs
 * (docs/opencti-api.md#pushing-bundles). `objects` are in the order of output.
 */
export function splitBundle(
  objects: readonly JsonObject[],
  maxBytes: number,
  { note }: NoteContext,
): readonly BundlePart[] {
  const sorted = objects.map(propertySorter());
  if (sorted.length === 0) return [];
  const whole = onePart(sorted, maxBytes);
  if (whole !== undefined) return [whole];
  const index = indexOf(sorted);
  const parts = fillParts(seeds(index), index, maxBytes);
  for (const { bytes } of parts) {
    if (bytes > maxBytes)
      note({
        code: 'oversized-bundle',
        message: `An object with the objects that it needs has ${bytes} bytes, more than the limit of ${maxBytes}.`,
      });
  }
  const elsewhere = parts.reduce((sum, part) => sum + part.elsewhere.size, 0);
  if (elsewhere > 0)
    note({
      code: 'incomplete-bundle',
      message: `The bundles of this item refer to ${pluralize(elsewhere, 'object')} of another bundle, because they are too large to repeat.`,
    });
  return parts.map((part) => bundlePart(part, index));
}

/** A self-contained bundle with this object, after other bundles have sent all objects. */
export function partWith(id: string, objects: readonly JsonObject[]): BundlePart {
  const index = indexOf(objects.map(propertySorter()));
  return bundlePart(partAfterAll(id, index), index);
}

/** Undefined above `maxBytes`. Texts of twenty objects are fast: one non-Latin-1 character doubles a text. */
function onePart(objects: readonly JsonObject[], maxBytes: number): BundlePart | undefined {
  const content: string[] = [];
  let bytes = bundleFrameBytes;
  for (let start = 0; start < objects.length; start += 20) {
    const text = JSON.stringify(objects.slice(start, start + 20)).slice(1, -1);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > maxBytes) return undefined;
    content.push(text);
  }
  return { content, objects: objects.length, bytes };
}

function bundlePart({ ids, elsewhere, bytes }: Part, { members }: Index): BundlePart {
  const knows = (id: string): boolean => ids.has(id) || elsewhere.has(id);
  const ordered = [...ids].flatMap((id) => members.get(id) ?? []).sort((a, b) => a.index - b.index);
  const content = ordered.map((member) => textIn(member, knows));
  return { content, objects: content.length, bytes };
}

/** Relationships first, so that their ends are not sent twice; containers of containers last. */
function seeds({ members }: Index): string[] {
  const relationships: string[] = [];
  const others: string[] = [];
  const containers: string[] = [];
  for (const [id, { lists }] of members) {
    if (lists.length > 0) containers.push(id);
    else if (id.startsWith('relationship--')) relationships.push(id);
    else others.push(id);
  }
  return [...relationships, ...others, ...containers];
}
