import stringWidth from 'string-width';

/** Cells of a terminal: two for a CJK character. */
export function widthOf(text: string): number {
  if (text.length > 1) return stringWidth(text);
  const known = widths.get(text) ?? stringWidth(text);
  widths.set(text, known);
  return known;
}

/** Of single code units, each of which takes string-width some 20 microseconds. */
const widths = new Map<string, number>();

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

const segmenter = new Intl.Segmenter();
const segmentedUnits = 256;

/** Characters as a reader sees them. In parts, because `Intl.Segmenter` takes quadratic time. */
function* graphemes(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const segments = [...segmenter.segment(text.slice(start, start + segmentedUnits))];
    // The last one can continue in the next part.
    if (start + segmentedUnits < text.length && segments.length > 1) segments.pop();
    for (const { segment } of segments) {
      yield segment;
      start += segment.length;
    }
  }
}

/** Cuts a text to a number of cells, with `…` at the end. */
export function cut(text: string, width: number): string {
  // A cell holds a few code units at most: the rest of a long text needs no look.
  const start = text.slice(0, Math.min(text.length, width * maxUnitsPerCell));
  if (start.length === text.length && widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const segment of graphemes(start)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Characters with more combining marks than this are cut. */
const maxUnitsPerCell = 20;

/** Lines of at most `width` cells, broken at spaces and within scripts without spaces. */
export function wrap(text: string, width: number): readonly string[] {
  return text
    .split('\n')
    .flatMap((paragraph) => (width === Infinity ? [paragraph.trim()] : wrapParagraph(paragraph, width)));
}

function wrapParagraph(paragraph: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of words(paragraph, width)) {
    const trimmed = word.trimEnd();
    const cells = widthOf(trimmed);
    if (line !== '' && used + cells > width) {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    }
    const added = line === '' ? word.trimStart() : word;
    line += added;
    used += added === word ? cells + word.length - trimmed.length : widthOf(added);
  }
  return [...lines, line.trimEnd()];
}

/** The pieces that must not be broken, each with the spaces that follow it. */
function* words(text: string, width: number): Generator<string> {
  for (const [word] of text.matchAll(/\S+\s*|\s+/g)) {
    if (!needsBreaks(word, width)) yield word;
    // `Intl.Segmenter` takes a microsecond for each character.
    else if (isPrintableAscii.test(word)) yield* word;
    else yield* graphemes(word);
  }
}

const isPrintableAscii = /^[ -~]*$/;

/** Whether a word is too long for a line or has wide characters, between which a line can end. */
function needsBreaks(word: string, width: number): boolean {
  // Only characters beyond Latin, Greek and Cyrillic are wide.
  return /[\u1100-\uffff]/.test(word) || word.trimEnd().length > width;
}

export interface Column {
  /** In cells; default: the width of the widest text. */
  readonly limit?: number | undefined;
  readonly align?: 'right' | undefined;
}

/** Aligns rows in columns, two spaces apart. The last column is not padded. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
): readonly string[] {
  const limited = rows.map((row) => row.map((text, at) => cut(text, columns[at]?.limit ?? Infinity)));
  const widths = columns.map((_, at) =>
    limited.reduce((widest, row) => Math.max(widest, widthOf(row[at] ?? '')), 0),
  );
  return limited.map((row) =>
    row
      .map((text, at) => {
        const width = widths[at] ?? 0;
        if (columns[at]?.align === 'right') return ' '.repeat(width - widthOf(text)) + text;
        return at === row.length - 1 ? text : pad(text, width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Wraps a text after a prefix; later lines are indented. `width` in cells; Infinity: no breaks. */
export function hangingIndent(prefix: string, text: string, width: number, by: number): readonly string[] {
  return wrap(text, width - by).map((line, at) => (at === 0 ? prefix : ' '.repeat(by)) + line);
}

/** The text has the same meaning without colors. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly fresh: (text: string) => string;
  readonly strong: (text: string) => string;
}

const plain = (text: string): string => text;

/** Loads chalk only if colors are used. */
export async function loadPaint(color: boolean): Promise<Paint> {
  if (!color) return { good: plain, bad: plain, fresh: plain, strong: plain };
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    fresh: (text) => chalk.cyan(text),
    strong: (text) => chalk.bold(text),
  };
}
