import type { PageData, PageNote } from '../data.js';
import { appearanceOf } from './appearance.js';
import { button, element } from './dom.js';

/** The first words of codes: what was left out comes before what was changed. */
const isLoss = ({ code }: PageNote): boolean => /^(?:dropped|unknown-marking)/.test(code);

/** The notes of the conversion by object, those with a loss first, and the parts that could not be downloaded. */
export function createNotes(data: PageData, choose: (id: string) => void): HTMLElement {
  const known = new Set(data.nodes.map(({ id }) => id).concat(data.edges.map(({ id }) => id)));
  const groups = new Map<string, PageNote[]>();
  for (const note of data.notes) {
    const key = note.objectId ?? ` ${note.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [note]);
    else group.push(note);
  }
  const ordered = [...groups.values()].sort((a, b) => Number(b.some(isLoss)) - Number(a.some(isLoss)));
  const missing = data.item.missing.map((text) => element('li', { class: 'loss' }, text));
  const items = ordered.map((group) => noteItem(group, known, choose));
  const count = data.notes.length;
  return element(
    'section',
    { class: 'notes', 'aria-label': 'Notes of the conversion' },
    element('h2', {}, `Changed or left out (${count})`),
    ...(missing.length === 0 ? [] : [element('h3', {}, 'Missing'), element('ul', {}, ...missing)]),
    count === 0 ? element('p', {}, 'The conversion changed nothing.') : element('ul', {}, ...items),
  );
}

function noteItem(
  group: readonly PageNote[],
  known: ReadonlySet<string>,
  choose: (id: string) => void,
): HTMLElement {
  const [first] = group;
  const { objectId, objectType, objectName } = first ?? {};
  const messages = [...new Set(group.map(({ message }) => message))];
  const texts = element('ul', {}, ...messages.map((message) => element('li', {}, message)));
  const kind = group.some(isLoss) ? 'loss' : 'change';
  if (objectId === undefined) return element('li', { class: kind }, ...messages);
  const type = objectType ?? objectId.replace(/--.*/s, '');
  const name = `${appearanceOf(type).name}: ${objectName ?? objectId}`;
  const head = known.has(objectId)
    ? button(name, () => choose(objectId), { class: 'object-link' })
    : element('span', { class: 'absent' }, name);
  return element('li', { class: kind }, head, texts);
}
