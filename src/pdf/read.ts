import { pluralize } from '../lib/index.js';
import { blocksOf } from './blocks.js';
import { regionsOf } from './columns.js';
import { htmlOf } from './html.js';
import { type Pages, readPages } from './pages.js';
import { hasWords } from './plain.js';
import { withoutRepeated } from './repeated.js';
import { segmentsOf } from './segments.js';
import type { Block, Item, PdfText, Segment } from './types.js';

/** Characters of the HTML. */
export const longestText = 500_000;

/**
 * The text of a PDF as HTML (docs/operations.md#text-of-the-pdf). For a thread of its own, which it changes: the globals of
 * the thread are no longer those of Node.js.
 */
export async function readPdf(data: Uint8Array<ArrayBuffer>): Promise<PdfText> {
  const read = await readPages(data);
  return read.ok ? textOf(read.value) : { type: 'none', message: read.failure };
}

/** Exported for tests of the layout. */
export function textOf({ pages, count, incomplete }: Pages): PdfText {
  const hasText = pages.some((items) => items.some(({ text }) => hasWords(text)));
  if (!hasText) {
    const message = incomplete > 0 ? 'has no page whose text can be read' : 'has images or drawings only';
    return { type: 'none', message };
  }
  const { html, isCut } = htmlOf(layOut(pages), longestText);
  const left: string[] = [];
  if (isCut) left.push(`only the first ${longestText} characters are read`);
  if (count > pages.length) left.push(`only the first ${pages.length} of ${count} pages are read`);
  if (incomplete > 0) left.push(`${pluralize(incomplete, 'page')} cannot be read as a whole`);
  return left.length === 0 ? { type: 'whole', html } : { type: 'part', html, message: left.join('; ') };
}

/** The blocks of each page in reading order. Text of other directions follows that of the main one. */
function layOut(pages: readonly (readonly Item[])[]): Block[][] {
  const turned = [0, 1, 2, 3].map((turn) =>
    withoutRepeated(pages.map((items) => segmentsOf(items.filter((item) => item.turn === turn)))),
  );
  return pages.map((_, index) =>
    turned
      .map((frames) => frames[index] ?? [])
      .sort((one, other) => lengthOf(other) - lengthOf(one))
      .flatMap(regionsOf)
      .flatMap(blocksOf),
  );
}

const lengthOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { text }) => sum + text.length, 0);
