import stringWidth from 'string-width';

/** Cells that a terminal needs for a text: CJK characters take two. */
export const widthOf = (text: string): number => stringWidth(text);

/** Fills up with blanks. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** A text within so many cells; what does not fit ends with `…`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Lines of at most so many cells, broken at blanks, and between the characters of scripts that have none. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of words(paragraph, width)) {
      if (line !== '' && widthOf(line + word.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += line === '' ? word.trimStart() : word;
    }
    return [...lines, line.trimEnd()];
  });
}

/** Pieces that stay together, each with the blanks that follow it. */
function words(text: string, width: number): readonly string[] {
  return (text.match(/\S+\s*|\s+/g) ?? []).flatMap((word) => {
    const segments = [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);
    const hasWide = segments.some((segment) => widthOf(segment) === 2);
    return hasWide || widthOf(word.trimEnd()) > width ? segments : [word];
  });
}

export interface Column {
  /** At most so many cells; absent: as wide as its widest text. */
  readonly limit?: number | undefined;
  readonly align?: 'right' | undefined;
}

/** Rows with aligned columns, two blanks apart. The last column is not filled up. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
): readonly string[] {
  const limited = rows.map((row) => row.map((text, at) => cut(text, columns[at]?.limit ?? Infinity)));
  const widths = columns.map((_, at) => Math.max(0, ...limited.map((row) => widthOf(row[at] ?? ''))));
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

/**
 * A text behind a prefix; the lines that follow the first begin `by` cells from the left.
 * @param width cells of a line; Infinity breaks nothing
 */
export function hanging(prefix: string, text: string, width: number, by: number): readonly string[] {
  return wrap(text, width - by).map((line, at) => (at === 0 ? prefix : ' '.repeat(by)) + line);
}

/** Cells of the terminal that stdout is; undefined in a pipe, where nothing is to be cut or broken. */
export function terminalWidth(): number | undefined {
  const { isTTY, columns } = process.stdout;
  // A terminal that does not know its width (0) gets the usual one.
  return isTTY ? columns || 80 : undefined;
}

/** Colours for what is said in words anyway: nothing is told by colour alone. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly fresh: (text: string) => string;
  readonly strong: (text: string) => string;
}

const plain = (text: string): string => text;

/** chalk is loaded only where colours are welcome. */
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
