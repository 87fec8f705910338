import { plainText } from '../../log/index.js';
import type { Entry } from '../../threatvision/index.js';
import { alignColumns, cut } from '../render/columns.js';
import { loadPaint } from '../render/paint.js';
import { localTime } from '../render/time.js';
import type { Standing } from './standing.js';

/**
 * One line per item: date, state, type, id, title.
 * @param width cells of the terminal, into which the lines are fitted; undefined in a pipe, where nothing is cut
 */
export async function listLines(
  items: readonly { readonly entry: Entry; readonly state: Standing }[],
  width: number | undefined,
  color: boolean,
): Promise<readonly string[]> {
  const paint = await loadPaint(color);
  const paints = {
    new: paint.fresh,
    changed: paint.fresh,
    delivered: paint.good,
    incomplete: paint.bad,
    failed: paint.bad,
  };
  // Eighty columns are too few for the time of day.
  const when = ({ date }: Entry): string =>
    localTime(date).slice(0, width !== undefined && width < 100 ? 10 : 16);
  const rows = items.map(({ entry, state }) =>
    entry.kind === 'reports'
      ? [
          when(entry),
          state,
          // "Report" says nothing in a list of reports.
          plainText((entry.typeName ?? '').replace(/ Report$/, '')),
          plainText(entry.id),
          plainText(entry.title),
        ]
      : [when(entry), state, plainText(entry.id)],
  );
  const narrow = width === undefined ? {} : { limit: Math.max(8, Math.floor(width / 8)) };
  const id = width === undefined ? {} : { limit: Math.max(16, Math.floor(width / 4)) };
  const lines = alignColumns(rows, rows[0]?.length === 3 ? [{}, {}, id] : [{}, {}, narrow, id, {}]);
  const fitted = width === undefined ? lines : lines.map((line) => cut(line, width));
  // Painted last: escape codes have no width.
  return fitted.map((line, at) => {
    const state = items[at]?.state ?? 'new';
    return line.replace(state, paints[state]);
  });
}
