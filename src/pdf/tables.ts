import { joinLines } from './plain.js';
import type { Row, Segment } from './types.js';

/** Of the size of the font: the narrowest space between columns. */
const narrowest = 0.5;
/** Of the size of the font: rows of one table are not farther from each other. */
const farthest = 3.5;

/** Of the size of the font: lines of one cell are closer. */
const closeLine = 1.6;

/** More texts beside each other are a drawing, and would take long. */
const mostColumns = 30;

export interface Table {
  readonly rows: readonly (readonly string[])[];
  /** Rows of the page that it consists of. */
  readonly length: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The table that starts with the first of these rows: two rows or more with a common empty space between columns. */
export function tableAt(rows: readonly Row[]): Table | undefined {
  const [first] = rows;
  if (first === undefined || first.length < 2 || first.length > mostColumns) return undefined;
  let gaps = gapsOf(first);
  let length = 1;
  let filled = 1;
  let end = 1;
  /** Since the last filled row: cells of one row of the table can have different baselines. */
  let pending: Segment[] = [];
  for (const row of rows.slice(1)) {
    const previous = rows[length - 1];
    if (previous === undefined || distance(previous, row) > farthest * sizeOf(row)) break;
    if (row.length > mostColumns) break;
    const common = gaps.flatMap((gap) => without(gap, row));
    pending.push(...row);
    const isFilled = common.some((gap) => isOnBothSides(gap, pending));
    // A line of text within a cell keeps all columns; a line across the columns ends the table.
    if (common.length < gaps.length && (!isFilled || filled > 2)) break;
    gaps = common;
    length += 1;
    if (isFilled) {
      filled += 1;
      pending = [];
    }
    // A line in one column is a part of a cell if another row follows, or if it is close.
    if (isFilled || (end === length - 1 && distance(previous, row) < closeLine * sizeOf(row))) end = length;
  }
  const found = rows.slice(0, end);
  const columns = gaps.filter((gap) => isBeforeColumn(gap, found, filled));
  if (filled < 2 || columns.length === 0) return undefined;
  return { rows: cellsOf(found, columns), length: end };
}

/** Of the size of the font: a gap of this width separates columns, whatever is beside it. */
const clearGap = 1.2;

/** Wide gaps of justified lines can lie below each other, but the words after them do not begin at one edge. */
function isBeforeColumn(gap: Span, rows: readonly Row[], filled: number): boolean {
  const after = rows.flatMap((row) => row.find(({ x0 }) => x0 >= gap.to - 1) ?? []);
  const starts = after.map(({ x0 }) => x0);
  const ends = after.map(({ x1 }) => x1);
  const size = Math.max(...after.map((segment) => segment.size));
  const isEdge = (places: readonly number[]): boolean => Math.max(...places) - Math.min(...places) < 2;
  return gap.to - gap.from >= clearGap * size || (filled > 2 && (isEdge(starts) || isEdge(ends)));
}

function gapsOf(row: Row): Span[] {
  return row.slice(1).flatMap(({ x0 }, index) => {
    const from = row[index]?.x1 ?? x0;
    return x0 > from ? [{ from, to: x0 }] : [];
  });
}

/** The widest part of the gap that the row leaves empty; none if it is too narrow. */
function without(gap: Span, row: Row): Span[] {
  let parts: Span[] = [gap];
  for (const { x0, x1 } of row)
    parts = parts.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, x0) },
        { from: Math.max(from, x1), to },
      ].filter((part) => part.to > part.from),
    );
  const [widest] = parts.sort((one, other) => other.to - other.from - (one.to - one.from));
  return widest !== undefined && widest.to - widest.from >= narrowest * sizeOf(row) ? [widest] : [];
}

const isOnBothSides = ({ from, to }: Span, row: Row): boolean =>
  row.some(({ x1 }) => x1 <= from + 1) && row.some(({ x0 }) => x0 >= to - 1);

const sizeOf = (row: Row): number => Math.max(...row.map(({ size }) => size));
const yOf = ([first]: Row): number => first?.y ?? 0;
const distance = (above: Row, below: Row): number => yOf(below) - yOf(above);

/** One list of texts per row of the table. */
function cellsOf(rows: readonly Row[], gaps: readonly Span[]): string[][] {
  const columns = gaps.map(({ from, to }) => (from + to) / 2).sort((one, other) => one - other);
  const split = rows.map((row) =>
    Array.from({ length: columns.length + 1 }, (_, column) =>
      row.filter((segment) => columnOf(segment, columns) === column),
    ),
  );
  const isFull = (cells: Cells): boolean => cells.every((cell) => cell.length > 0);
  const bands = split.filter(isFull).length * 2 > split.length ? byFirstCell(split) : byBands(split);
  return bands.map((lines) =>
    Array.from({ length: columns.length + 1 }, (_, column) =>
      joinLines(lines.flatMap((cells) => cells[column] ?? []).map(({ text }) => text)),
    ),
  );
}

type Cells = readonly (readonly Segment[])[];

const columnOf = ({ x0, x1 }: Segment, columns: readonly number[]): number =>
  columns.filter((column) => column < (x0 + x1) / 2).length;

/** A line without a text in the first column continues the row above. */
function byFirstCell(lines: readonly Cells[]): Cells[][] {
  const table: Cells[][] = [];
  for (const cells of lines) {
    const above = table.at(-1);
    if (above !== undefined && cells[0]?.length === 0) above.push(cells);
    else table.push([cells]);
  }
  return table;
}

/** Lines whose texts are beside or close below each other are a row: cells have several lines, also centered ones. */
function byBands(lines: readonly Cells[]): Cells[][] {
  const steps = lines.slice(1).map((cells, index) => distance((lines[index] ?? cells).flat(), cells.flat()));
  const gaps = lines.slice(1).map((cells, index) => {
    const columns = cells.flatMap((cell, column) => {
      const [first] = cell;
      const above = lines
        .slice(0, index + 1)
        .flatMap((line) => line[column]?.at(-1) ?? [])
        .at(-1);
      return first === undefined || above === undefined ? [] : [first.y - above.y];
    });
    return Math.min(...columns);
  });
  const line = Math.min(...gaps.filter((gap) => gap > 0));
  const table: Cells[][] = [];
  for (const [index, cells] of lines.entries()) {
    const above = table.at(-1);
    const isNew = (steps[index - 1] ?? Infinity) > 1.25 * line && (gaps[index - 1] ?? Infinity) > 1.25 * line;
    if (above === undefined || isNew) table.push([cells]);
    else above.push(cells);
  }
  return table;
}
