import { truncate, wellFormed } from '../lib/index.js';
import type { ConversionNote, NoteSubject } from './conversion.js';
import { isBlankText, textOf, type JsonObject } from './json.js';

const longestMessage = 1000;
const longestId = 300;

/** Without the middle of a message that quotes a long text of the source. */
export function boundedNote(note: ConversionNote): ConversionNote {
  const { objectId = '', message } = note;
  if (message.length <= longestMessage && objectId.length <= longestId) return note;
  return {
    ...note,
    objectId: note.objectId && truncate(objectId, longestId),
    message: withoutMiddle(message),
  };
}

function withoutMiddle(text: string): string {
  if (text.length <= longestMessage) return text;
  const half = longestMessage / 2;
  return wellFormed(`${text.slice(0, half - 1)}…${text.slice(-half)}`);
}

/** Sorted, so that the notes do not depend on the order of the source. */
export function sortedNotes(notes: readonly ConversionNote[]): ConversionNote[] {
  return [...notes].sort(
    (one, other) =>
      order(one.code, other.code) ||
      order(one.objectId ?? '', other.objectId ?? '') ||
      order(one.message, other.message),
  );
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The best first. */
const naming = [
  ...['name', 'value', 'path', 'key', 'subject', 'command_line', 'abstract', 'content', 'pattern', 'number'],
  ...['opinion', 'product', 'display_name', 'account_login', 'user_id', 'url'],
];
const rankOf: ReadonlyMap<string, number> = new Map(naming.map((name, rank) => [name, rank]));

const longestName = 100;

/** Returns a name for people, of at most 100 characters; undefined if no property names the object. */
export function nameOf(object: Readonly<Record<string, unknown>>): string | undefined {
  const isRelationship = object.type === 'relationship';
  let best: string | undefined;
  let rankOfBest = Infinity;
  // An object has fewer properties than there are candidates, and an item can have as many notes as objects.
  for (const property in object) {
    const rank = isRelationship ? rankInRelationship(property) : rankOf.get(property);
    if (rank === undefined || rank >= rankOfBest) continue;
    const value = object[property];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || isBlankText(text)) continue;
    best = text;
    rankOfBest = rank;
  }
  return best === undefined ? undefined : truncate(best, longestName);
}

const rankInRelationship = (property: string): number | undefined =>
  property === 'relationship_type' ? 0 : undefined;

/** Of two objects with the same id, the order makes no difference. */
export function subjectsOf(
  notes: readonly ConversionNote[],
  ...lists: readonly (readonly JsonObject[])[]
): ReadonlyMap<string, NoteSubject> {
  const noted = new Set(notes.flatMap(({ objectId }) => objectId ?? []));
  const subjects = new Map<string, NoteSubject>();
  if (noted.size === 0) return subjects;
  for (const list of lists)
    for (const object of list) {
      const { id } = object;
      if (typeof id !== 'string' || !noted.has(id)) continue;
      const subject = { type: textOf(object, 'type') ?? '', name: nameOf(object) };
      const known = subjects.get(id);
      if (known === undefined || isBefore(subject, known)) subjects.set(id, subject);
    }
  return subjects;
}

function isBefore(one: NoteSubject, other: NoteSubject): boolean {
  if (one.name === undefined || other.name === undefined)
    return other.name === undefined && one.name !== undefined;
  return one.name < other.name;
}
