import { plainText } from '../../lib/index.js';
import type { Entry } from '../../threatvision/index.js';
import type { ItemStatus } from '../documents/schemas.js';
import { cut, loadPaint, pad, type Paint, widthOf } from './text.js';
import { minuteTime, offsetTime } from './time.js';

export interface ListedItem {
  readonly entry: Entry;
  readonly state: ItemStatus;
}

/** Tab-separated values for programs, never abbreviated and without tabs: date, state, type, id, title. */
export function listValues(items: readonly ListedItem[]): readonly string[] {
  return items.map(({ entry, state }) =>
    [
      offsetTime(entry.date),
      state,
      ...(entry.kind === 'reports' ? [plainText(entry.typeName ?? '')] : []),
      plainText(entry.id),
      ...(entry.kind === 'reports' ? [plainText(entry.title)] : []),
    ].join('\t'),
  );
}

/** The narrowest title column, and the width for which the type is cut. */
const leastTitle = 16;
const wantedTitle = 30;
/** Enough cells to distinguish the types. */
const leastType = 9;
/** With less room than this for type, id and title, the type column is left out. */
const roomForTypes = 50;

/** `width`: cells. Other commands need the ids: they are cut last, to unique prefixes with `…`. */
export async function listLines(
  items: readonly ListedItem[],
  width: number,
  color: boolean,
): Promise<{ readonly lines: readonly string[]; readonly shortened: boolean }> {
  const paint = await loadPaint(color);
  // 80 columns have no room for the time of day.
  const digits = width < 100 ? 10 : 16;
  const stateWidth = widest(['state', ...items.map(({ state }) => state)]);
  const room = width - digits - stateWidth - 2 * gap;
  const rows = items.map(({ entry }) => cellsOf(entry));
  const isReports = items[0]?.entry.kind === 'reports';
  // A much longer id shortens only the title in its own row.
  const showsTypes = isReports && room >= roomForTypes;
  const idLimit = room - (showsTypes ? leastType + gap : 0) - leastTitle - gap;
  const idWidth = isReports
    ? widest(['id', ...rows.map(({ id }) => id).filter((id) => widthOf(id) <= idLimit)])
    : 0;
  const typeRoom = Math.max(leastType, room - idWidth - wantedTitle - 2 * gap);
  const typeWidth = showsTypes ? Math.min(typeRoom, widest(['type', ...rows.map(({ type }) => type)])) : 0;
  const idRoom = Math.max(leastId, room - (typeWidth === 0 ? 0 : typeWidth + gap));

  const titleOf = ({ id, title }: Cells): string => cut(title, idRoom - widthOf(pad(id, idWidth)) - gap);
  const line = (date: string, state: string, look: (text: string) => string, cells: Cells): string => {
    const type = typeWidth === 0 ? '' : pad(cut(cells.type, typeWidth), typeWidth + gap);
    const id = pad(cells.id, idWidth);
    const title = titleOf(cells);
    const end = title.length < 2 ? id.trimEnd() : `${id}${' '.repeat(gap)}${title}`;
    // Only the word is colored: padding is computed without escape codes.
    return `${pad(date, digits + gap)}${look(state)}${' '.repeat(stateWidth - state.length + gap)}${type}${end}`;
  };
  const looks = stateLooks(paint);
  const ids = rows.map(({ id }) => id);
  const shown = rows.map((cells) =>
    widthOf(cells.id) <= idRoom ? cells : { ...cells, id: shortestUniquePrefix(cells.id, ids, idRoom) },
  );
  const hasTitles = shown.some((cells) => titleOf(cells).length >= 2);
  return {
    lines: [
      paint.strong(
        line('date', 'state', (text) => text, { type: 'type', id: 'id', title: hasTitles ? 'title' : '' }),
      ),
      ...items.map(({ entry, state }, at) =>
        line(minuteTime(entry.date).slice(0, digits), state, looks[state], shown[at] ?? cellsOf(entry)),
      ),
    ],
    shortened: shown.some(({ id }, at) => id !== ids[at]),
  };
}

interface Cells {
  readonly type: string;
  readonly id: string;
  readonly title: string;
}

/** Spaces between columns. */
const gap = 2;
/** The shortest prefix of an id to show. */
const leastId = 8;

const widest = (texts: readonly string[]): number =>
  texts.reduce((widest, text) => Math.max(widest, widthOf(text)), 0);

const cellsOf = (entry: Entry): Cells =>
  entry.kind === 'reports'
    ? {
        // All types of reports end with this word.
        type: plainText((entry.typeName ?? '').replace(/ Report$/, '')),
        id: plainText(entry.id),
        title: plainText(entry.title),
      }
    : { type: '', id: plainText(entry.id), title: '' };

const stateLooks = (paint: Paint): Readonly<Record<ItemStatus, (text: string) => string>> => ({
  new: paint.fresh,
  changed: paint.fresh,
  delivered: paint.good,
  incomplete: paint.bad,
  failed: paint.bad,
  again: paint.bad,
  'given-up': paint.bad,
  unknown: paint.bad,
  older: (text) => text,
  off: (text) => text,
});

/** With `…`; the whole id if there is none. `least`: the smallest width of the result in cells. */
export function shortestUniquePrefix(id: string, all: readonly string[], least: number): string {
  const others = all.filter((other) => other !== id);
  for (let end = cut(id, least).length - 1; end < id.length - 1; end++) {
    const prefix = id.slice(0, end);
    if (!others.some((other) => other.startsWith(prefix))) return `${prefix}…`;
  }
  return id;
}
