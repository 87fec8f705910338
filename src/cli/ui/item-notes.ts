import { plainText, pluralize } from '../../lib/index.js';
import type { ShowDocument } from '../documents/schemas.js';
import { hangingIndent } from './text.js';

type Note = ShowDocument['notes'][number];

/** On a terminal: the number of objects, and of changes of each. */
const maxObjects = 10;
const maxChanges = 5;

/** The first words of codes, from the most to the least important for a reader. */
const importance = ['unknown-marking', 'dropped-object', 'dropped-type', 'dropped-relationship', 'dropped'];

function rank({ code }: Note): number {
  const at = importance.findIndex((start) => code.startsWith(start));
  return at < 0 ? importance.length : at;
}

/** The changes of the conversion, by object. */
export function noteLines(notes: readonly Note[], width: number): readonly string[] {
  const limits = width === Infinity ? [Infinity, Infinity] : [maxObjects, maxChanges];
  const [objects = 0, changes = 0] = limits;
  const groups = [...grouped(notes)].sort(([, one], [, other]) => rankOf(one) - rankOf(other));
  const hidden = groups.slice(objects);
  return [
    ...groups.slice(0, objects).flatMap(([, group]) => groupLines(group, changes, width)),
    ...(hidden.length === 0 ? [] : [`  … and ${pluralize(hidden.length, 'more object')} (--json has all)`]),
  ];
}

const rankOf = (group: readonly Note[]): number =>
  group.reduce((lowest, note) => Math.min(lowest, rank(note)), Infinity);

/** Notes about no object make a group each. */
function grouped(notes: readonly Note[]): ReadonlyMap<string, readonly Note[]> {
  const groups = new Map<string, Note[]>();
  for (const note of notes) {
    const key = note.objectId ?? ` ${note.code} ${note.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [note]);
    else group.push(note);
  }
  return groups;
}

function groupLines(group: readonly Note[], maximum: number, width: number): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { objectId, objectType, objectName } = first;
  const messages = [...new Set(group.map(({ message }) => message))];
  if (objectId === undefined) return messages.flatMap((text) => lines('  ', text, width));
  const type = objectType ?? objectId.replace(/--.*/s, '');
  const head = objectName === undefined ? type : `${type} "${objectName}"`;
  const hidden = messages.length - Math.min(messages.length, maximum);
  return [
    ...lines('  ', head, width),
    ...lines('    ', objectId, width),
    ...messages.slice(0, maximum).flatMap((text) => lines('    - ', text, width)),
    ...(hidden === 0 ? [] : [`    … and ${pluralize(hidden, 'more change')}`]),
  ];
}

/** Later lines are indented further than any prefix, so that the name of an object cannot imitate one. */
const lines = (prefix: string, text: string, width: number): readonly string[] =>
  hangingIndent(prefix, plainText(text), width, 6);
