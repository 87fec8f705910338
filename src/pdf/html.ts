import { escaped, hasWords } from './plain.js';
import type { Block } from './types.js';

/** Of the size of most text: a larger one is a heading. */
const headingSize = 1.15;
/** Longer texts are no headings, whatever their size. */
const longestHeading = 200;
/** Sizes of headings are levels, up to this one. */
const deepestHeading = 4;

export interface Html {
  readonly html: string;
  /** Whether the end is left out. */
  readonly isCut: boolean;
}

/**
 * Pages as HTML of at most `longest` characters, without attributes but the first number of a list: h1 to h4, p, ul, ol, li,
 * table, tbody, tr, td, and hr between pages.
 */
export function htmlOf(pages: readonly (readonly Block[])[], longest: number): Html {
  const levelOf = headingLevels(pages.flat());
  const parts: string[] = [];
  let length = 0;
  let hasBreak = false;
  for (const page of pages) {
    for (const block of page) {
      const html = (hasBreak && parts.length > 0 ? '<hr>' : '') + blockHtml(block, levelOf);
      length += html.length;
      if (length > longest) return { html: parts.join(''), isCut: true };
      parts.push(html);
      hasBreak = false;
    }
    hasBreak = true;
  }
  return { html: parts.join(''), isCut: false };
}

function blockHtml(block: Block, levelOf: (size: number) => number | undefined): string {
  switch (block.kind) {
    case 'text': {
      const level = block.text.length <= longestHeading ? levelOf(block.size) : undefined;
      const name = level === undefined || !hasWords(block.text) ? 'p' : `h${level}`;
      return `<${name}>${escaped(block.text)}</${name}>`;
    }
    case 'list': {
      const items = block.items.map((item) => `<li>${escaped(item)}</li>`).join('');
      if (block.first === undefined) return `<ul>${items}</ul>`;
      return `<ol${block.first === 1 ? '' : ` start="${block.first}"`}>${items}</ol>`;
    }
    case 'table': {
      const rows = block.rows.map(
        (row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
      );
      return `<table><tbody>${rows.join('')}</tbody></table>`;
    }
  }
}

/** By size: the largest is the first level. Most text has no level. */
function headingLevels(blocks: readonly Block[]): (size: number) => number | undefined {
  const lengths = new Map<number, number>();
  for (const block of blocks) {
    if (block.kind === 'table') continue;
    const text = block.kind === 'text' ? block.text : block.items.join('');
    const size = rounded(block.size);
    lengths.set(size, (lengths.get(size) ?? 0) + text.length);
  }
  const [usual] = [...lengths].sort(([, one], [, other]) => other - one);
  const least = headingSize * (usual?.[0] ?? 0);
  const sizes = [...lengths.keys()].filter((size) => size > least).sort((one, other) => other - one);
  return (size) => {
    const level = sizes.indexOf(rounded(size)) + 1;
    return level === 0 ? undefined : Math.min(level, deepestHeading);
  };
}

const rounded = (size: number): number => Math.round(2 * size) / 2;
