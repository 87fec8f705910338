import { cjkCount } from './plain.js';
import { rowsOf } from './segments.js';
import type { Row, Segment } from './types.js';

/** Lines of a side from which on it can be a column. */
const fewestLines = 3;
/** Words per line from which on a side is running text, and not a part of a table. Two characters of CJK are a word. */
const fewestWords = 3.5;
/** Of the width of a side: the width of its middle line. */
const leastFill = 0.4;
/** More segments are no text for readers, and the search takes quadratic time. */
const mostSegments = 2000;
/** Points by which texts that begin at one edge differ. */
const edge = 3;

/**
 * Parts of a page in reading order, each of one column: what lies above two columns, the left one, the right one, what lies
 * below. A table stays in one part.
 */
export function regionsOf(segments: readonly Segment[]): (readonly Segment[])[] {
  if (segments.length === 0) return [];
  const split = segments.length > mostSegments ? undefined : bestSplit(segments);
  if (split === undefined) return [segments];
  const { above, left, right, below } = split;
  return [above, left, right, below].flatMap(regionsOf);
}

interface Split {
  readonly above: readonly Segment[];
  readonly left: readonly Segment[];
  readonly right: readonly Segment[];
  readonly below: readonly Segment[];
}

/** The two columns with the most text in the smaller one. */
function bestSplit(segments: readonly Segment[]): Split | undefined {
  const sorted = [...segments].sort((one, other) => one.y - other.y);
  let best: Split | undefined;
  let most = 0;
  for (const x of edgesOf(segments)) {
    for (const [start, end] of stripsAt(sorted, x)) {
      const strip = sorted.slice(start, end);
      const left = strip.filter(({ x1 }) => x1 <= x);
      const right = strip.filter(({ x1 }) => x1 > x);
      const size = Math.min(lengthOf(left), lengthOf(right));
      if (size <= most || !isColumn(left) || !isColumn(right) || isOneTable(left, right)) continue;
      most = size;
      best = trimmed({ above: sorted.slice(0, start), left, right, below: sorted.slice(end) });
    }
  }
  return best;
}

const lengthOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { text }) => sum + text.length, 0);

/** Where at least `fewestLines` segments begin, each just to the left. */
function edgesOf(segments: readonly Segment[]): number[] {
  const starts = segments.map(({ x0 }) => x0).sort((one, other) => one - other);
  const edges: number[] = [];
  for (const [index, start] of starts.entries()) {
    const last = starts[index + fewestLines - 1];
    if (last === undefined || last - start > edge) continue;
    if (start - (edges.at(-1) ?? -Infinity) > edge) edges.push(start - 1);
  }
  return edges;
}

/** Ranges of segments between those that lie across `x`. */
function* stripsAt(sorted: readonly Segment[], x: number): Generator<readonly [number, number]> {
  let start = 0;
  for (const [index, { x0, x1 }] of sorted.entries()) {
    if (x0 >= x || x1 <= x) continue;
    if (index > start) yield [start, index];
    start = index + 1;
  }
  if (start < sorted.length) yield [start, sorted.length];
}

/** Of the lines of a column: those with a gap of cells. */
const mostCells = 0.3;

function isColumn(segments: readonly Segment[]): boolean {
  const rows = rowsOf(segments);
  if (rows.length < fewestLines) return false;
  const widths = rows
    .map((row) => (row.at(-1)?.x1 ?? 0) - (row[0]?.x0 ?? 0))
    .sort((one, other) => one - other);
  const x0 = Math.min(...segments.map((segment) => segment.x0));
  const x1 = Math.max(...segments.map((segment) => segment.x1));
  if ((widths[widths.length >> 1] ?? 0) < leastFill * (x1 - x0)) return false;
  if (rows.filter(hasCells).length > mostCells * rows.length) return false;
  return segments.reduce((sum, { text }) => sum + wordsOf(text), 0) >= fewestWords * rows.length;
}

/** Justified lines have smaller gaps. */
const hasCells = (row: Row): boolean =>
  row.slice(1).some(({ x0, size }, index) => x0 - (row[index]?.x1 ?? x0) > 1.2 * size);

const wordsOf = (text: string): number => text.split(' ').length + cjkCount(text) / 2;

/** Cells of running text: the lines after a wide gap, or all lines if they are far apart, are beside each other. */
function isOneTable(left: readonly Segment[], right: readonly Segment[]): boolean {
  const [starts, others] = [afterGaps(left), afterGaps(right)];
  if (starts.length < 2 || starts.length !== others.length) return false;
  return starts.every((y, index) => Math.abs(y - (others[index] ?? y)) < edge);
}

/** Of the size of the font: lines of running text are closer. */
const wideStep = 1.65;

/** Baselines that are clearly farther below the previous one than those of running text. */
function afterGaps(column: readonly Segment[]): number[] {
  return column.flatMap(({ y, size }, index) => {
    const step = y - (column[index - 1]?.y ?? y);
    return step > wideStep * size ? [y] : [];
  });
}

/** Of the size of the font: a wider step separates a text from its column. */
const farStep = 2.5;

/**
 * A text that is far above or below its column, and beside nothing, belongs to the part above or below; so does a heading at
 * the end of the left column.
 */
function trimmed({ above, left, right, below }: Split): Split {
  const heads = farFrom(right, left[0]?.y ?? -Infinity);
  const columnEnd = right.at(-1)?.y ?? 0;
  const sizes = left.map(({ size }) => size).sort((one, other) => one - other);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const tail = left.findIndex(({ y, size }, index) => {
    if (y < columnEnd + size / 2) return false;
    const isFar = y - (left[index - 1]?.y ?? y) > farStep * size;
    return isFar || left.slice(index).every((segment) => segment.size > 1.1 * usual);
  });
  const body = tail === -1 ? left.length : tail;
  return {
    above: [...above, ...right.slice(0, heads)],
    left: left.slice(0, body),
    right: right.slice(heads),
    below: [...left.slice(body), ...below],
  };
}

/** The number of first segments that are above `y` and far above the next one. */
function farFrom(column: readonly Segment[], y: number): number {
  const next = column.findIndex(
    (segment, index) => segment.y - (column[index - 1]?.y ?? segment.y) > farStep * segment.size,
  );
  return next !== -1 && column.slice(0, next).every((segment) => segment.y < y - farStep * segment.size)
    ? next
    : 0;
}
