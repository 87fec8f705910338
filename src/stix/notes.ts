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
  const keyed = notes.map((note) => ({ note, key: `${note.code} ${note.objectId ?? ''} ${note.message}` }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ note }) => note);
}

/** The best first. */
const naming = [
  ...['name', 'value', 'path', 'key', 'subject', 'command_line', 'abstract', 'content', 'pattern', 'number'],
  ...['opinion', 'product', 'display_name', 'account_login', 'user_id', 'url'],
];

const longestName = 100;

/** Returns a name for people, of at most 100 characters; undefined if no property names the object. */
export function nameOf(object: Readonly<Record<string, unknown>>): string | undefined {
  // Many notes are about relationships, which have none of the other properties.
  const properties = object.type === 'relationship' ? ['relationship_type'] : naming;
  for (const property of properties) {
    const value = object[property];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && !isBlankText(text)) return truncate(text, longestName);
  }
  return undefined;
}

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
