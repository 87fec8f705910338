import type { NoteContext } from '../context.js';
import { textOf, textsOf, type JsonObject } from '../json.js';
import { referencesOf } from '../references/walk.js';
import { bundleFrameBytes, propertySorter } from './serialize.js';

/** The objects of one bundle. */
export interface BundlePart {
  /** Their JSON texts; a text can contain several objects, separated by commas. */
  readonly content: readonly string[];
  readonly objects: number;
  /** Upper bound of the size of the whole bundle. */
  readonly bytes: number;
}

/**
 * Splits the objects into bundles of at most `maxBytes`. Each bundle is self-contained (docs/opencti-api.md#pushing-bundles):
 * it has what its objects need (author, markings, the ends of relationships) and the containers, for example the report,
 * with references to the objects of this bundle. An object that does not fit together with what it needs results in a
 * bundle that is too large.
 *
 * @param objects in the order of output.
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
  const parts: Part[] = [];
  let current: Part = { ids: new Set(), bytes: bundleFrameBytes };
  const sent = new Set<string>();
  for (const id of seeds(index)) {
    if (sent.has(id)) continue;
    const added = additions(id, current.ids, index);
    if (current.bytes + added.bytes <= maxBytes || current.ids.size === 0) {
      for (const one of added.ids) {
        current.ids.add(one);
        sent.add(one);
      }
      current.bytes += added.bytes;
      continue;
    }
    parts.push(current);
    const fresh = additions(id, new Set(), index);
    current = { ids: fresh.ids, bytes: bundleFrameBytes + fresh.bytes };
    for (const one of fresh.ids) sent.add(one);
  }
  if (current.ids.size > 0) parts.push(current);
  for (const part of parts) {
    if (part.bytes > maxBytes)
      note({
        code: 'oversized-bundle',
        message: `An object with the objects that it needs has ${part.bytes} bytes, more than the limit of ${maxBytes}.`,
      });
  }
  return parts.map((part) => bundlePart(part, index));
}

/** Returns the smallest self-contained bundle with this object. */
export function partWith(id: string, objects: readonly JsonObject[]): BundlePart {
  const index = indexOf(objects.map(propertySorter()));
  const { ids, bytes } = additions(id, new Set(), index);
  return bundlePart({ ids, bytes: bytes + bundleFrameBytes }, index);
}
/**
 * Returns all objects as one bundle; undefined if it has more than `maxBytes`. Each text has twenty objects: this is
 * faster than one text per object, and than one text for all objects, because a text with one character beyond Latin-1
 * takes twice the memory.
 */
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

interface Member {
  readonly object: JsonObject;
  readonly text: string;
  /** Position in the order of output. */
  readonly index: number;
  /** Size of its text with a comma; of a container without its list of references. */
  readonly bytes: number;
  /** The ids of the objects that have to be in the same bundle, except those in `lists`. */
  readonly needs: readonly string[];
  /** The list of a container (`object_refs`). It can be split, because OpenCTI adds references (docs/opencti-api.md#upserts). */
  readonly lists: readonly string[];
}

interface Index {
  readonly members: ReadonlyMap<string, Member>;
  /** Object -> the containers whose lists contain it. */
  readonly listedBy: ReadonlyMap<string, readonly string[]>;
}

interface Part {
  readonly ids: Set<string>;
  bytes: number;
}

function indexOf(objects: readonly JsonObject[]): Index {
  const members = new Map<string, Member>();
  const listedBy = new Map<string, string[]>();
  objects.forEach((object, index) => {
    const id = textOf(object, 'id') ?? '';
    const lists = textsOf(object, 'object_refs');
    const body = lists.length > 0 ? { ...object, object_refs: undefined } : object;
    const text = JSON.stringify(object);
    const listed = lists.reduce((sum, one) => sum + referenceBytes(one), 0);
    // One comma for the object itself, and one because a list has one comma less than ids.
    const bytes = Buffer.byteLength(text) - listed + 2;
    members.set(id, { object, text, index, bytes, needs: referencesOf(body), lists });
    for (const listed of lists) {
      const known = listedBy.get(listed);
      if (known === undefined) listedBy.set(listed, [id]);
      else known.push(id);
    }
  });
  return { members, listedBy };
}

/** Size of an id in a list, with its quotes and its comma. */
const referenceBytes = (id: string): number => id.length + 3;

/**
 * Returns what has to be added to a part together with `seed`: everything that it needs and that is not present yet, the
 * containers that list any of these objects, and what they need. A container that is needed itself is added with the
 * first object of its list, so that the list is not empty.
 */
function additions(seed: string, present: ReadonlySet<string>, { members, listedBy }: Index): Part {
  const ids = new Set<string>();
  let bytes = 0;
  const waiting = [seed];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const member = members.get(id);
    if (member === undefined || present.has(id) || ids.has(id)) continue;
    ids.add(id);
    bytes += member.bytes;
    for (const needed of member.needs) waiting.push(needed);
    for (const container of listedBy.get(id) ?? []) {
      bytes += referenceBytes(id);
      waiting.push(container);
    }
    const [first] = member.lists;
    if (first !== undefined && !member.lists.some((listed) => ids.has(listed) || present.has(listed)))
      waiting.push(first);
  }
  return { ids, bytes };
}

function bundlePart(part: Part, { members }: Index): BundlePart {
  const ordered = [...part.ids].flatMap((id) => members.get(id) ?? []).sort((a, b) => a.index - b.index);
  const texts = ordered.map(({ object, text, lists }) => {
    const here = lists.filter((id) => part.ids.has(id));
    return here.length === lists.length ? text : JSON.stringify({ ...object, object_refs: here });
  });
  return { content: texts, objects: texts.length, bytes: part.bytes };
}

/**
 * Returns the ids in the order in which parts are filled: relationships first, so that their ends are not sent twice, then
 * other objects. Containers are added with the objects in their lists; those that only list each other come last.
 */
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
