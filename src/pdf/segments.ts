import type { Item, Row, Segment } from './types.js';

/** Of the size of the font: a wider gap separates segments, and a narrower one is a space or nothing. */
const wideGap = 0.75;
const wordGap = 0.15;
/** Of the size of the font: baselines of one line, also of superscripts. */
const sameLine = 0.35;

/** The segments of a page, by line and from left to right. Text that is drawn twice for a bold look counts once. */
export function segmentsOf(items: readonly Item[]): Segment[] {
  return linesOf(items).flatMap(splitLine);
}

/** `below` is not above `base`. A small text beside a large one has lines of its own. */
function isSameLine(base: Placed, below: Placed): boolean {
  const size = Math.min(Math.max(base.size, below.size), 2 * Math.min(base.size, below.size));
  return below.y - base.y <= sameLine * size;
}

type Placed = Pick<Segment, 'y' | 'size'>;

/** Items of one baseline. */
function linesOf(items: readonly Item[]): Item[][] {
  const lines: Item[][] = [];
  let line: Item[] = [];
  let base: Item | undefined;
  for (const item of [...items].sort((one, other) => one.y - other.y || one.x - other.x)) {
    if (base !== undefined && isSameLine(base, item)) {
      line.push(item);
      if (item.size > base.size) base = item;
      continue;
    }
    line = [item];
    base = item;
    lines.push(line);
  }
  return lines;
}

function splitLine(line: readonly Item[]): Segment[] {
  const segments: Segment[] = [];
  let words: Item[] = [];
  let end = -Infinity;
  const close = (): void => {
    const segment = segmentOf(words);
    if (segment !== undefined) segments.push(segment);
    words = [];
  };
  for (const item of [...line].sort((one, other) => one.x - other.x)) {
    const isBlank = item.text.trim() === '';
    if (!isBlank && words.length > 0 && item.x - end > wideGap * item.size) close();
    const previous = words.at(-1);
    if (previous !== undefined && isSame(previous, item)) continue;
    words.push(item);
    if (!isBlank) end = Math.max(words.length === 1 ? -Infinity : end, item.x + item.width);
  }
  close();
  return segments;
}

const isSame = (one: Item, other: Item): boolean =>
  one.text === other.text && Math.abs(one.x - other.x) < 0.3 * Math.max(one.width, one.size);

/** Undefined without visible text. */
function segmentOf(items: readonly Item[]): Segment | undefined {
  const shown = items.filter(({ text }) => text.trim() !== '');
  const [first] = shown;
  if (first === undefined) return undefined;
  let text = '';
  let end = first.x;
  let largest = first;
  for (const item of items) {
    const isApart = item.x - end > wordGap * item.size;
    text += isApart && !/\s$/.test(text) && !/^\s/.test(item.text) ? ` ${item.text}` : item.text;
    end = Math.max(end, item.x + item.width);
    if (item.text.trim() !== '' && item.size > largest.size) largest = item;
  }
  const x1 = Math.max(...shown.map(({ x, width }) => x + width));
  return {
    text: text.replace(/\s+/g, ' ').trim(),
    x0: first.x,
    x1,
    y: largest.y,
    size: largest.size,
  };
}

/** The rows of segments in the order of `segmentsOf`. */
export function rowsOf(segments: readonly Segment[]): Row[] {
  const rows: Segment[][] = [];
  let base: Segment | undefined;
  for (const segment of [...segments].sort((one, other) => one.y - other.y || one.x0 - other.x0)) {
    const row = rows.at(-1);
    if (row !== undefined && base !== undefined && isSameLine(base, segment)) {
      row.push(segment);
      if (segment.size > base.size) base = segment;
    } else {
      rows.push([segment]);
      base = segment;
    }
  }
  return rows.map((row) => row.sort((one, other) => one.x0 - other.x0));
}
