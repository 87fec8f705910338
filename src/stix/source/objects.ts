import { idOf, observableId, standardId } from '../ids/index.js';
import { isJsonObject, textOf, type JsonObject } from '../json.js';
import { counted, type TakeNote } from '../notes.js';
import { sanitise, type Sanitised } from './sanitise.js';

/**
 * The objects of a STIX bundle (or of a bare list of objects), each plain JSON with a string `type` and `id`.
 * Whatever is no object, or says no type, is left out with a note. An object without an id gets one from its
 * content: nothing can refer to it, but it can be told apart and sent.
 */
export function sourceObjects(stix: unknown, note: TakeNote): JsonObject[] {
  const list = listOf(stix);
  if (list === undefined) {
    note({ code: 'no-objects', message: 'The STIX has no list of objects: nothing of it can be used.' });
    return [];
  }
  const objects: JsonObject[] = [];
  for (const item of list) {
    const object = sourceObject(item, note);
    if (object !== undefined) objects.push(object);
  }
  return objects;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function listOf(stix: unknown): readonly unknown[] | undefined {
  if (isList(stix)) return stix;
  // Its own, not one of a prototype.
  const isBundle = typeof stix === 'object' && stix !== null && Object.hasOwn(stix, 'objects');
  if (!isBundle || !('objects' in stix)) return undefined;
  return isList(stix.objects) ? stix.objects : undefined;
}

function sourceObject(item: unknown, note: TakeNote): JsonObject | undefined {
  const sanitised = sanitise(item);
  const { value } = sanitised;
  if (!isJsonObject(value)) {
    if (item === null) note({ code: 'dropped-null', message: 'A null in the list of objects was left out.' });
    else note({ code: 'dropped-object', message: 'Something that is no object was left out of the list.' });
    return undefined;
  }
  const type = textOf(value, 'type');
  const id = textOf(value, 'id');
  if (type === undefined) {
    const which = id === undefined ? {} : { objectId: id };
    note({ code: 'dropped-object', ...which, message: 'An object without a type was left out.' });
    return undefined;
  }
  if (id !== undefined) {
    tellLosses(sanitised, id, note);
    return value;
  }
  const made = contentId(value, type);
  note({ code: 'replaced-id', objectId: made, message: `A ${type} without an id got one from its content.` });
  tellLosses(sanitised, made, note);
  return { ...value, id: made };
}

function contentId(object: JsonObject, type: string): string {
  const content = Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'id'));
  return standardId(content) ?? observableId(content) ?? idOf(type, content);
}

function tellLosses(sanitised: Sanitised, objectId: string, note: TakeNote): void {
  const { nulls, unusable, badHashes } = sanitised;
  if (nulls > 0)
    note({
      code: 'dropped-null',
      objectId,
      message: `Left out: ${counted(nulls, 'null')} inside the object.`,
    });
  if (unusable > 0)
    note({
      code: 'dropped-unusable',
      objectId,
      message: `Left out: ${counted(unusable, 'value')} (no usable JSON, or nested too deeply).`,
    });
  for (const { algorithm, fault } of badHashes)
    note({ code: 'dropped-hash', objectId, message: `The ${algorithm} hash was left out: ${fault}.` });
}
