import { decodeHTML } from 'entities';

/** Text with its character references decoded, or a tag with its name in lower case. */
export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly href: string | undefined }
  | { readonly kind: 'close'; readonly name: string };

/** Elements whose content is not text for readers. */
const hidden = new Set(['script', 'style', 'template', 'title']);

/** Incomplete tags are text. Linear: a failed search is not repeated, and a tag ends at the next `<`. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  const search = forwardSearch(html);
  let textStart = 0;
  let position = 0;
  const textUntil = function* (end: number): Generator<HtmlToken> {
    if (end > textStart) yield { kind: 'text', text: decodeHTML(html.slice(textStart, end)) };
  };
  for (;;) {
    const start = html.indexOf('<', position);
    if (start === -1) break;
    const end = markupEnd(html, start, search);
    position = end ?? start + 1;
    if (end === undefined) continue;
    yield* textUntil(start);
    textStart = end;
    const markup = html.slice(start, end);
    const name = /^<\/?([a-z][a-z0-9]*)/i.exec(markup)?.[1]?.toLowerCase();
    if (name === undefined) continue;
    if (markup.startsWith('</')) {
      yield { kind: 'close', name };
      continue;
    }
    if (hidden.has(name)) {
      position = search(`</${name}`, end) ?? end;
      textStart = position;
      continue;
    }
    yield { kind: 'open', name, href: name === 'a' ? hrefOf(markup) : undefined };
  }
  yield* textUntil(html.length);
}

type Search = (text: string, from: number) => number | undefined;

/** A search that remembers from where on a text does not occur. */
function forwardSearch(html: string): Search {
  const absentFrom = new Map<string, number>();
  return (text, from) => {
    if (from >= (absentFrom.get(text) ?? Infinity)) return undefined;
    const expression = new RegExp(text, 'gi');
    expression.lastIndex = from;
    const index = expression.exec(html)?.index;
    if (index === undefined) absentFrom.set(text, from);
    return index;
  };
}

/** The index after the tag, comment or declaration at `start`; undefined if none is complete there. */
function markupEnd(html: string, start: number, search: Search): number | undefined {
  if (html.startsWith('<!--', start)) return after(search('-->', start + 4), 3);
  const next = html.charAt(start + 1);
  if (next === '!' || next === '?') return after(search('>', start + 2), 1);
  if (!/^(?:[a-z]|\/[a-z])/i.test(html.slice(start + 1, start + 3))) return undefined;
  for (let index = start + 2; index < html.length; index++) {
    switch (html.charAt(index)) {
      case '>':
        return index + 1;
      case '<':
        return undefined;
      case '"':
      case "'":
        // A value can contain both characters. A quotation mark elsewhere has no meaning.
        if (html.charAt(index - 1) === '=') index = search(html.charAt(index), index + 1) ?? index;
    }
  }
  return undefined;
}

const after = (index: number | undefined, length: number): number | undefined =>
  index === undefined ? undefined : index + length;

/** The target of a link that readers can open; undefined for relative ones and scripts. */
function hrefOf(tag: string): string | undefined {
  const [, double, single, bare] = /\shref=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag) ?? [];
  const href = decodeHTML(double ?? single ?? bare ?? '').trim();
  return /^(?:https?|ftp|mailto):/i.test(href) ? href : undefined;
}
