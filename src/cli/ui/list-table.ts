import { plainText } from '../../lib/index.js';
import type { Entry } from '../../threatvision/index.js';
import type { ItemStatus } from '../documents/schemas.js';
import { cut, loadPaint, pad, type Paint, widthOf } from './text.js';
import { minuteTime, offsetTime } from './time.js';

export interface ListedItem {
  readonly entry: Entry;
  readonly state: ItemStatus;
}

/** For programs: tab-separated, every value whole; no value holds a tab. Date, state, type, id, title. */
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

/** What of a title is worth a column, and what of it is worth cutting the type for. */
const leastTitle = 16;
const wantedTitle = 30;
/** What of a type tells it from the others. */
const leastType = 9;
/** With less than this for type, id and title there is no type. */
const roomForTypes = 50;

/**
 * A table for a terminal, with a header. Ids are what the other commands take: title and type give way to them, and
 * one that would not even fit alone ends with `…` where no other begins so, which the other commands take, too.
 * @param width cells of the terminal
 */
export async function listLines(
  items: readonly ListedItem[],
  width: number,
  color: boolean,
): Promise<{ readonly lines: readonly string[]; readonly shortened: boolean }> {
  const paint = await loadPaint(color);
  // Eighty columns are too few for the time of day.
  const digits = width < 100 ? 10 : 16;
  const stateWidth = widest(['state', ...items.map(({ state }) => state)]);
  const room = width - digits - stateWidth - 2 * gap;
  const rows = items.map(({ entry }) => cellsOf(entry));
  const isReports = items[0]?.entry.kind === 'reports';
  // One id that is much longer than the others takes room from its own title alone.
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
    // The colour surrounds the word alone: escape codes have no width.
    return `${pad(date, digits + gap)}${look(state)}${' '.repeat(stateWidth - state.length + gap)}${type}${end}`;
  };
  const looks = stateLooks(paint);
  const ids = rows.map(({ id }) => id);
  const shown = rows.map((cells) =>
    widthOf(cells.id) <= idRoom ? cells : { ...cells, id: uniqueBeginning(cells.id, ids, idRoom) },
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

/** Blanks between columns. */
const gap = 2;
/** The shortest beginning of an id that is shown. */
const leastId = 8;

const widest = (texts: readonly string[]): number => Math.max(...texts.map(widthOf));

const cellsOf = (entry: Entry): Cells =>
  entry.kind === 'reports'
    ? {
        // "Report" says nothing in a list of reports.
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
  older: (text) => text,
  off: (text) => text,
});

/**
 * The shortest beginning of an id that no other one has, with `…`; the whole id where there is none.
 * @param least cells that are there anyway
 */
export function uniqueBeginning(id: string, all: readonly string[], least: number): string {
  const others = all.filter((other) => other !== id);
  for (let end = cut(id, least).length - 1; end < id.length - 1; end++) {
    const beginning = id.slice(0, end);
    if (!others.some((other) => other.startsWith(beginning))) return `${beginning}…`;
  }
  return id;
}
