/** The objects of a split item, and which of them belong together. */
import { textOf, textsOf, type JsonObject } from '../json.js';
import { mapReferences } from '../references/walk.js';

export interface Member {
  readonly object: JsonObject;
  readonly text: string;
  readonly index: number;
  /** Size of its text with a comma; of a container without its list of references. */
  readonly bytes: number;
  /** Objects without which it has no meaning or circulates too widely; author and markings come first. */
  readonly needs: readonly string[];
  /** It can be sent again without these, because OpenCTI keeps them (docs/opencti-api.md#upserts). */
  readonly mentions: readonly string[];
  /** `object_refs`, which can be split, because OpenCTI adds references (docs/opencti-api.md#upserts). */
  readonly lists: readonly string[];
}

export interface Index {
  readonly members: ReadonlyMap<string, Member>;
  /** Object -> the containers that list it. */
  readonly listedBy: ReadonlyMap<string, readonly string[]>;
  /** Object -> the other objects that mention it. */
  readonly mentionedBy: ReadonlyMap<string, readonly string[]>;
}

/** Author and markings. */
const shared: ReadonlySet<string> = new Set([
  'created_by_ref',
  'x_opencti_created_by_ref',
  'object_marking_refs',
  'marking_ref',
]);

/** Other references that are never left out: the object is made of them. */
const needed: ReadonlySet<string> = new Set([
  'source_ref',
  'target_ref',
  'sighting_of_ref',
  'where_sighted_refs',
  'analysis_sco_refs',
  'dst_ref',
  'from_ref',
  'sample_ref',
  'src_ref',
]);

const isNeeded = (property: string): boolean => shared.has(property) || needed.has(property);

/** Size of an id in a list, with its quotes and its comma. */
export const referenceBytes = (id: string): number => id.length + 3;

export function indexOf(objects: readonly JsonObject[]): Index {
  const members = new Map<string, Member>();
  const listedBy = new Map<string, string[]>();
  const mentionedBy = new Map<string, string[]>();
  objects.forEach((object, index) => {
    const id = textOf(object, 'id') ?? '';
    const lists = textsOf(object, 'object_refs');
    const needs: string[] = [];
    const shares: string[] = [];
    const mentions: string[] = [];
    for (const listed of lists) append(listedBy, listed, id);
    mapReferences(
      lists.length > 0 ? { ...object, object_refs: undefined } : object,
      (reference, property) => {
        if (shared.has(property)) shares.push(reference);
        else if (needed.has(property)) needs.push(reference);
        else {
          mentions.push(reference);
          append(mentionedBy, reference, id);
        }
        return reference;
      },
    );
    const text = JSON.stringify(object);
    const listed = lists.reduce((sum, one) => sum + referenceBytes(one), 0);
    // One comma for the object itself, and one because a list has one comma less than ids.
    const bytes = Buffer.byteLength(text) - listed + 2;
    members.set(id, { object, text, index, bytes, needs: [...shares, ...needs], mentions, lists });
  });
  return { members, listedBy, mentionedBy };
}

function append(groups: Map<string, string[]>, key: string, value: string): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [value]);
  else known.push(value);
}

/** The text of an object without optional references to objects that the part does not know. */
export function textIn({ object, text, mentions, lists }: Member, knows: (id: string) => boolean): string {
  if (mentions.every(knows) && lists.every(knows)) return text;
  return JSON.stringify(
    mapReferences(object, (reference, property) =>
      isNeeded(property) || knows(reference) ? reference : undefined,
    ),
  );
}
