import { joinLines } from './plain.js';
import { rowsOf } from './segments.js';
import { tableAt } from './tables.js';
import type { Block, Row, Segment } from './types.js';

/** Of the size of the font: lines of a paragraph are not farther from each other. */
const farthestLine = 1.75;
/** Of the step between the lines of a paragraph: a larger one begins a new paragraph. */
const sameStep = 1.25;

interface Line extends Segment {
  /** Of a list: the number, or undefined for a bullet. */
  readonly mark?: { readonly number: number | undefined } | undefined;
}

/** The blocks of one column, from top to bottom. */
export function blocksOf(segments: readonly Segment[]): Block[] {
  const rows = rowsOf(segments).map(withMark);
  const blocks: Block[] = [];
  let lines: Line[] = [];
  const close = (): void => {
    blocks.push(...textBlocks(lines));
    lines = [];
  };
  for (let index = 0; index < rows.length;) {
    const table = tableAt(rows.slice(index, index + mostRows));
    if (table === undefined) {
      const line = lineOf(rows[index] ?? []);
      if (line !== undefined) lines.push(line);
      index += 1;
      continue;
    }
    close();
    blocks.push({ kind: 'table', rows: table.rows });
    index += table.length;
  }
  close();
  return blocks;
}

/** Of a table on a page. */
const mostRows = 500;

const bullet = /^[•◦▪▫‣⁃∙·●○■□◆◇➢➤–—*\-]$|^[•◦▪▫‣⁃∙●○■□◆◇➢➤]/u;
const mark = /^(?:([•◦▪▫‣⁃∙·●○■□◆◇➢➤]|[–—*\-](?= ))|\(?(\d{1,3})[.)](?= ))\s*(?=\S)/u;
const number = /^\(?\d{1,3}[.)]$/;

/** The mark of a list can be far from its text: they are no cells of a table. */
function withMark(row: Row): Row {
  const [first, second, ...rest] = row;
  if (first === undefined || second === undefined) return row;
  if (!number.test(first.text) && !(first.text.length === 1 && bullet.test(first.text))) return row;
  return [{ ...second, x0: first.x0, text: `${first.text} ${second.text}` }, ...rest];
}

function lineOf(row: Row): Line | undefined {
  const [first] = row;
  const last = row.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const size = Math.max(...row.map((segment) => segment.size));
  const text = row.map((segment) => segment.text).join(' ');
  const [, symbol, digits] = mark.exec(text) ?? [];
  const found = symbol !== undefined || digits !== undefined;
  return {
    text,
    x0: first.x0,
    x1: last.x1,
    y: first.y,
    size,
    mark: found ? { number: digits === undefined ? undefined : Number(digits) } : undefined,
  };
}

/** Paragraphs and lists. */
function textBlocks(lines: readonly Line[]): Block[] {
  const right = Math.max(...lines.map(({ x1 }) => x1));
  const groups: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const group = groups.at(-1);
    const previous = lines[index - 1];
    if (group === undefined || previous === undefined || begins(line, previous, group, right))
      groups.push([line]);
    else group.push(line);
  }
  return listsIn(groups);
}

/** Whether a line begins a paragraph or an item of a list. */
function begins(line: Line, previous: Line, group: readonly Line[], right: number): boolean {
  if (line.mark !== undefined && (line.mark.number === undefined || isListNumber(line, group))) return true;
  const { size } = previous;
  if (Math.abs(line.size - size) > 0.1 * Math.max(line.size, size)) return true;
  const step = line.y - previous.y;
  const [first, second] = group;
  const usual = first !== undefined && second !== undefined ? second.y - first.y : farthestLine * size;
  if (step > Math.min(farthestLine * size, sameStep * usual) || step < 0) return true;
  // The last line of a paragraph is short; the first one can be indented.
  const isShort =
    right - previous.x1 > 0.25 * (right - previous.x0) && /[.!?。！？:：;]["'”’)\]]?$/u.test(previous.text);
  const isIndented =
    line.mark === undefined &&
    group[0]?.mark === undefined &&
    line.x0 - previous.x0 > size &&
    group.length > 1;
  return isShort || isIndented;
}

/** A number at the start of a line continues a list, or starts one; otherwise it can be a part of a sentence. */
function isListNumber({ mark }: Line, group: readonly Line[]): boolean {
  const [first] = group;
  const before = first?.mark?.number;
  return mark?.number === 1 || (before !== undefined && mark?.number === before + 1);
}

/** Items in a row become one list; a single number is a text. */
function listsIn(groups: readonly (readonly Line[])[]): Block[] {
  const blocks: Block[] = [];
  for (let index = 0; index < groups.length;) {
    const length = listLength(groups.slice(index));
    const [group = []] = groups.slice(index);
    const [first] = group;
    if (first === undefined) return blocks;
    if (length === 0) {
      const text = joinLines(group.map((line) => line.text));
      blocks.push({ kind: 'text', text, size: first.size, lines: group.length });
      index += 1;
      continue;
    }
    blocks.push({
      kind: 'list',
      first: first.mark?.number,
      items: groups.slice(index, index + length).map(itemText),
      size: first.size,
    });
    index += length;
  }
  return blocks;
}

/** The number of groups that are items of the list that starts with the first one; 0 if there is none. */
function listLength(groups: readonly (readonly Line[])[]): number {
  const mark = groups[0]?.[0]?.mark;
  if (mark === undefined) return 0;
  const isItem = (group: readonly Line[], index: number): boolean => {
    const [line] = group;
    if (line?.mark === undefined) return false;
    return mark.number === undefined
      ? line.mark.number === undefined
      : line.mark.number === mark.number + index;
  };
  const end = groups.findIndex((group, index) => !isItem(group, index));
  const length = end === -1 ? groups.length : end;
  return mark.number !== undefined && length < 2 ? 0 : length;
}

function itemText(group: readonly Line[]): string {
  const [first, ...rest] = group;
  return joinLines([first?.text.replace(mark, '') ?? '', ...rest.map(({ text }) => text)]);
}
