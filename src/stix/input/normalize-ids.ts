import type { NoteContext } from '../context.js';
import { isAcceptedId } from '../ids/uuid.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { everyReference, isListKey, mapReferences } from '../references/walk.js';

/** Lower-case ids, as OpenCTI stores them (docs/opencti-api.md#import-rules), and lists where they belong. */
export function normalizeIds(objects: readonly JsonObject[], { note }: NoteContext): readonly JsonObject[] {
  return objects.map((object) => {
    const listed = withLists(object, { note });
    const lower = everyReference(listed, isNormal) ? listed : mapReferences(listed, normalId);
    const given = textOf(object, 'id') ?? '';
    const id = normalId(given);
    if (id === given) return lower;
    note({
      code: 'replaced-id',
      objectId: given,
      message: `OpenCTI stores ids in lower case: replaced by ${id}.`,
    });
    return { ...lower, id };
  });
}

const isNormal = (id: string): boolean => normalId(id) === id;

/** Upper-case letters, white space and what is not ASCII: most ids have none, and need no copy. */
const canChange = /[^!-@[-~]/;

function normalId(id: string): string {
  if (!canChange.test(id)) return id;
  const lower = id.toLowerCase().trim();
  return lower !== id && isAcceptedId(lower) ? lower : id;
}

function withLists(object: JsonObject, { note }: NoteContext): JsonObject {
  let changed: MutableJsonObject | undefined;
  for (const name in object) {
    if (!isListKey(name)) continue;
    const value = object[name];
    if (typeof value !== 'string' || !isAcceptedId(value.toLowerCase().trim())) continue;
    changed ??= { ...object };
    changed[name] = [value];
    note({
      code: 'changed-property',
      objectId: textOf(object, 'id'),
      message: `Changed the property ${name} from a text to a list.`,
    });
  }
  return changed ?? object;
}
