import { htmlTokens } from './html-tokens.js';

/** Elements with an empty line before and after them. */
const blocks = new Set(
  'article aside blockquote dl figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul'.split(
    ' ',
  ),
);
/** Elements on lines of their own. */
const lines = new Set('address caption dd div dt figcaption legend li tr'.split(' '));
/** Levels of lists and quotations that are shown, so that indentation cannot grow without limit. */
const maxLevels = 8;

/** HTML as text: paragraphs, headings, lists, quotations, table rows and links. Linear time and size. */
export function htmlText(html: string): string {
  const text = textWriter();
  /** The open lists: the number of the last item; undefined for a list without numbers. */
  const lists: (number | undefined)[] = [];
  let quotations = 0;
  let preformatted = 0;
  let cells = 0;
  let link: { readonly href: string; readonly start: number } | undefined;

  const closeLink = (): void => {
    if (link !== undefined && text.since(link.start).trim() !== link.href) text.write(` (${link.href})`);
    link = undefined;
  };
  const space = (name: string): void => {
    // A list within a list continues it.
    if (blocks.has(name)) text.separate(lists.length > 0 && /^[uo]l$/.test(name) ? 1 : 2);
    else if (lines.has(name)) text.separate(1);
  };
  const indentation = (): string => '> '.repeat(Math.min(quotations, maxLevels));

  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') {
      const shown =
        preformatted > 0 ? token.text.replace(/\n{3,}/g, '\n\n') : token.text.replace(/\s+/g, ' ');
      text.write(shown, preformatted > 0);
      continue;
    }
    const { kind, name } = token;
    const isOpen = kind === 'open';
    if (name === 'a') closeLink();
    if (isOpen) space(name);
    switch (name) {
      case 'a':
        if (isOpen && token.href !== undefined) link = { href: token.href, start: text.length() };
        break;
      case 'br':
        text.lineBreak();
        break;
      case 'ul':
      case 'ol':
        if (isOpen) lists.push(name === 'ol' ? 0 : undefined);
        else lists.pop();
        break;
      case 'li':
        if (isOpen) text.mark(itemMark(lists));
        break;
      case 'blockquote':
        quotations = Math.max(0, quotations + (isOpen ? 1 : -1));
        text.prefix(indentation());
        break;
      case 'pre':
        preformatted = Math.max(0, preformatted + (isOpen ? 1 : -1));
        break;
      case 'tr':
        cells = 0;
        break;
      case 'td':
      case 'th':
        if (isOpen && cells++ > 0) text.write(' | ');
        break;
    }
    if (!isOpen) space(name);
  }
  closeLink();
  return text.result();
}

/** `- ` or `1. `, indented by the level of the list. */
function itemMark(lists: (number | undefined)[]): string {
  const level = Math.min(lists.length, maxLevels);
  const last = lists.at(-1);
  if (last === undefined) return `${'  '.repeat(Math.max(0, level - 1))}- `;
  lists[lists.length - 1] = last + 1;
  return `${'  '.repeat(level - 1)}${last + 1}. `;
}

/** Writes separations only between texts. */
function textWriter() {
  const parts: string[] = [];
  let pending = 0;
  let linePrefix = '';
  let itemMark = '';
  return {
    length: () => parts.length,
    since: (start: number) => parts.slice(start).join(''),
    result: () => parts.join(''),
    prefix: (prefix: string): void => void (linePrefix = prefix),
    mark: (mark: string): void => void (itemMark = mark),
    /** Requires `count` line breaks before the next text. */
    separate: (count: number): void => void (pending = Math.max(pending, count)),
    lineBreak: (): void => void (pending += 1),
    write(given: string, keepSpaces = false): void {
      const last = parts.at(-1);
      const follows = last !== undefined && pending === 0 && !/\s/.test(last.charAt(last.length - 1));
      const text = follows || keepSpaces ? given : given.trimStart();
      if (text === '') return;
      if (last === undefined) parts.push(linePrefix);
      else parts.push(`\n${linePrefix}`.repeat(Math.min(pending, 2)));
      pending = 0;
      parts.push(itemMark, linePrefix === '' ? text : text.replaceAll('\n', `\n${linePrefix}`));
      itemMark = '';
    },
  };
}
