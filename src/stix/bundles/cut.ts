import { textOf, textsOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { referencesOf } from '../references/walk.js';
import { bundleFrameBytes, propertySorter } from './serialise.js';

/** Objects that make a bundle. */
export interface BundlePart {
  /** Their JSON texts, in some of them several objects with commas between. */
  readonly content: readonly string[];
  readonly objects: number;
  /** Of the whole bundle, at most. */
  readonly bytes: number;
}

interface Member {
  readonly object: JsonObject;
  readonly text: string;
  /** Its place in the order of output. */
  readonly index: number;
  /** Of its text and the comma after it; of a container without its list of references. */
  readonly bytes: number;
  /** What it needs beside it in the same bundle; of a container without what it lists. */
  readonly needs: readonly string[];
  /** A container's list (`object_refs`), which may be cut: references only ever grow on the platform. */
  readonly lists: readonly string[];
}

interface Index {
  readonly members: ReadonlyMap<string, Member>;
  /** Object -> the containers that list it. */
  readonly listedBy: ReadonlyMap<string, readonly string[]>;
}

interface Part {
  readonly ids: Set<string>;
  bytes: number;
}

/** An id in a list: its quotes and its comma too. */
const referenceBytes = (id: string): number => id.length + 3;

function indexOf(objects: readonly JsonObject[]): Index {
  const members = new Map<string, Member>();
  const listedBy = new Map<string, string[]>();
  objects.forEach((object, index) => {
    const id = textOf(object, 'id') ?? '';
    const lists = textsOf(object, 'object_refs');
    const body = lists.length > 0 ? { ...object, object_refs: undefined } : object;
    const text = JSON.stringify(object);
    const listed = lists.reduce((sum, one) => sum + referenceBytes(one), 0);
    // One comma more for the object itself; a list has one less than it has entries.
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

/**
 * What `seed` adds to a part: everything that it needs and that is not there yet, the containers that list any of
 * it, and what these need. A container that is needed itself brings the first object that it lists, so that its
 * list is not empty.
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
    // Is anything of its list here already? Then it need not bring more.
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
 * What to put into parts one after the other: relationships first, so that their ends are sent with them and not a
 * second time, then the rest. Containers come with what they list; those that list only one another come last.
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

/**
 * The objects as one bundle; undefined where that takes more than `maxBytes`. The texts are of twenty objects each:
 * quicker than one for each, and quicker than one for all, because a text with one character beyond Latin-1 takes
 * twice the memory.
 */
function whole(objects: readonly JsonObject[], maxBytes: number): BundlePart | undefined {
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

/**
 * The objects in parts of at most `maxBytes` as bundles, each self-contained: with what its objects need (author,
 * markings, the ends of relationships) and with the containers, the report above all, listing what is in that part.
 * One part where all of it fits. An object that does not fit with what it needs makes a part that is too large.
 *
 * @param objects in the order of output.
 */
export function selfContainedParts(
  objects: readonly JsonObject[],
  maxBytes: number,
  note: TakeNote,
): readonly BundlePart[] {
  const sorted = objects.map(propertySorter());
  if (sorted.length === 0) return [];
  const one = whole(sorted, maxBytes);
  if (one !== undefined) return [one];
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
        message: `One object with what it needs takes ${part.bytes} bytes, more than the limit of ${maxBytes}.`,
      });
  }
  return parts.map((part) => bundlePart(part, index));
}

/** The smallest self-contained part with this object. */
export function partWith(id: string, objects: readonly JsonObject[]): BundlePart {
  const index = indexOf(objects.map(propertySorter()));
  const { ids, bytes } = additions(id, new Set(), index);
  return bundlePart({ ids, bytes: bytes + bundleFrameBytes }, index);
}
