import stringWidth from 'string-width';

/** The cells that a text takes on a terminal: two for a CJK character. */
export const widthOf = (text: string): number => stringWidth(text);

/** Adds spaces up to a width. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cuts a text to a number of cells; a text that was cut ends with `…`. */
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

/** Breaks a text into lines of at most `width` cells, at spaces, and between the characters of scripts without spaces. */
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

/** The pieces that must not be broken, each with the spaces that follow it. */
function words(text: string, width: number): readonly string[] {
  return (text.match(/\S+\s*|\s+/g) ?? []).flatMap((word) => {
    const segments = [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);
    const hasWide = segments.some((segment) => widthOf(segment) === 2);
    return hasWide || widthOf(word.trimEnd()) > width ? segments : [word];
  });
}

export interface Column {
  /** The largest width in cells; default: the width of the widest text. */
  readonly limit?: number | undefined;
  readonly align?: 'right' | undefined;
}

/** Aligns rows in columns, two spaces apart. The last column is not padded. */
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
 * Wraps a text after a prefix; the second and further lines are indented by `by` cells.
 * @param width cells of a line; Infinity: no line is broken
 */
export function hangingIndent(prefix: string, text: string, width: number, by: number): readonly string[] {
  return wrap(text, width - by).map((line, at) => (at === 0 ? prefix : ' '.repeat(by)) + line);
}

/** The width of the terminal on stdout in cells; undefined in a pipe, where nothing must be cut or wrapped. */
export function terminalWidth(): number | undefined {
  const { isTTY, columns } = process.stdout;
  // 0: the terminal does not report its width.
  return isTTY ? columns || 80 : undefined;
}

/** Colors. The text always has the same meaning without them. */
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
