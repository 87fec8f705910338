import { pluralize } from '../../lib/index.js';
import type { NoteContext } from '../context.js';
import { observableId } from '../ids/observable.js';
import { standardId } from '../ids/standard.js';
import { deterministicId } from '../ids/uuid.js';
import { isJsonObject, textOf, type JsonObject } from '../json.js';
import { sanitize, type Sanitized } from './sanitize.js';

export interface ReadObjects {
  /** Each with `type` and `id`; a missing id is computed from the content. */
  readonly objects: readonly JsonObject[];
  /** The properties of the bundles, without their objects. */
  readonly bundles: readonly JsonObject[];
}

/** Reads the objects of bundles and lists. */
export function readObjects(stix: unknown, context: NoteContext): ReadObjects {
  const list = listOf(stix);
  if (list === undefined) {
    context.note({ code: 'no-objects', message: 'The STIX content has no list of objects.' });
    return { objects: [], bundles: [] };
  }
  const opened: unknown[] = [stix];
  const objects: JsonObject[] = [];
  for (const item of unpacked(list, opened, context)) {
    const object = readObject(item, context);
    if (object !== undefined) objects.push(object);
  }
  return { objects, bundles: opened.flatMap(headOf) };
}

/** Entries of the lists of objects and embedded observables, or bundles if there are more. */
export function countEntries(stix: unknown): number {
  const bundles: unknown[] = [];
  const entries = unpacked(listOf(stix) ?? [], bundles, { note: () => undefined });
  return Math.max(
    bundles.length,
    entries.reduce<number>((sum, entry) => sum + embeddedIn(entry), entries.length),
  );
}

function embeddedIn(entry: unknown): number {
  if (typeof entry !== 'object' || entry === null || !('objects' in entry)) return 0;
  const { objects } = entry;
  if (typeof objects !== 'object' || objects === null) return 0;
  return isList(objects) ? objects.length : Object.keys(objects).length;
}

/** A bundle without its objects; nothing of a list. */
function headOf(bundle: unknown): JsonObject[] {
  if (typeof bundle !== 'object' || bundle === null || isList(bundle)) return [];
  const { value } = sanitize({ ...bundle, objects: undefined });
  return isJsonObject(value) ? [value] : [];
}

/** STIX has no bundles inside bundles (STIX 2.1 section 8), feeds do. */
const maximumNesting = 32;

/** Replaces bundles by their entries, and adds them to `opened`. */
function unpacked(list: readonly unknown[], opened: unknown[], { note }: NoteContext): readonly unknown[] {
  if (!list.some(isBundle)) return list;
  const entries: unknown[] = [];
  const open: { readonly items: readonly unknown[]; next: number }[] = [{ items: list, next: 0 }];
  for (let bundle = open.at(-1); bundle !== undefined; bundle = open.at(-1)) {
    if (bundle.next === bundle.items.length) {
      open.pop();
      continue;
    }
    const item = bundle.items[bundle.next];
    bundle.next += 1;
    const inner = isBundle(item) ? listOf(item) : undefined;
    if (inner === undefined) entries.push(item);
    else if (open.length <= maximumNesting) {
      opened.push(item);
      open.push({ items: inner, next: 0 });
    } else
      note({
        code: 'dropped-object',
        message: `Removed a bundle inside ${maximumNesting} other bundles: only ${maximumNesting} are opened.`,
      });
  }
  return entries;
}

function isBundle(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'bundle';
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function listOf(stix: unknown): readonly unknown[] | undefined {
  if (isList(stix)) return stix;
  const isBundle = typeof stix === 'object' && stix !== null && Object.hasOwn(stix, 'objects');
  if (!isBundle || !('objects' in stix)) return undefined;
  return isList(stix.objects) ? stix.objects : undefined;
}

function readObject(item: unknown, context: NoteContext): JsonObject | undefined {
  const { note } = context;
  const sanitized = sanitize(item);
  const { value } = sanitized;
  if (!isJsonObject(value)) {
    if (item === null) note({ code: 'dropped-null', message: 'Removed a null from the list of objects.' });
    else note({ code: 'dropped-object', message: 'Removed an entry that is not an object.' });
    return undefined;
  }
  const type = textOf(value, 'type');
  const id = textOf(value, 'id');
  if (type === undefined) {
    note({ code: 'dropped-object', objectId: id, message: 'Removed an object without a type.' });
    return undefined;
  }
  if (id !== undefined) {
    noteLosses(sanitized, id, context);
    return value;
  }
  const computed = contentId(value, type);
  note({
    code: 'replaced-id',
    objectId: computed,
    message: `Gave a ${type} without an id one that is computed from its content.`,
  });
  noteLosses(sanitized, computed, context);
  return { ...value, id: computed };
}

function contentId(object: JsonObject, type: string): string {
  const content = Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'id'));
  return standardId(content) ?? observableId(content) ?? deterministicId(type, content);
}

function noteLosses(sanitized: Sanitized, objectId: string, { note }: NoteContext): void {
  const { nulls, unusable, badHashes } = sanitized;
  if (nulls > 0)
    note({
      code: 'dropped-null',
      objectId,
      message: `Removed ${pluralize(nulls, 'empty value')} (null) from the object.`,
    });
  if (unusable > 0)
    note({
      code: 'dropped-unusable',
      objectId,
      message: `Removed ${pluralize(unusable, 'part')} that cannot be read as JSON or are nested too deeply.`,
    });
  for (const { algorithm, reason } of badHashes)
    note({ code: 'dropped-hash', objectId, message: `Removed the ${algorithm} hash: ${reason}.` });
}
