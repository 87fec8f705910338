import { err, ok, type Result } from '../lib/index.js';

/** `null` elements count, because the server counts them in offsets. */
export type Page = readonly unknown[];

export type FetchPage<F> = (offset: number) => Promise<Result<Page, F>>;

/** Of a list that changes all the time. */
const maxPasses = 5;
/** Reported for the live API; only used to estimate how many pages to request at the same time. */
const usualPageSize = 10;

/**
 * Reads a whole list that can change meanwhile (docs/threatvision-api.md#paging). A deleted item would hide
 * another at each page boundary: each page starts with the last element of the one before, and a difference
 * causes another pass. Elements that a new item shifts are read twice.
 * @param keyOf the key of an element: elements with the same key are the same
 * @returns the elements in the order of the newest pass that contains them; one can occur repeatedly
 */
export async function listAllPages<F>(
  fetchPage: FetchPage<F>,
  keyOf: (element: unknown) => string,
  width: number,
): Promise<Result<unknown[], F>> {
  const seen: unknown[] = [];
  for (let pass = 1; ; pass++) {
    const read = await onePass(fetchPage, keyOf, width);
    if (!read.ok) return read;
    for (const page of read.value.pages) for (const element of page) seen.push(element);
    if (pass === maxPasses || !read.value.changed) return ok(seen);
  }
}

interface Pass {
  readonly pages: readonly Page[];
  readonly changed: boolean;
}

/** The first page's length is the step; pages are requested in waves. After a short page, one by one. */
async function onePass<F>(
  fetchPage: FetchPage<F>,
  keyOf: (element: unknown) => string,
  width: number,
): Promise<Result<Pass, F>> {
  const first = await fetchPage(0);
  if (!first.ok) return first;
  const step = first.value.length;
  if (step === 0) return ok({ pages: [], changed: false });
  // Pages of one element cannot overlap.
  const overlap = step > 1 ? 1 : 0;
  const pages: Page[] = [first.value];
  const seen = new Set(first.value.map(keyOf));
  let changed = false;
  let end = step;
  // Below the usual size it is most likely the only page: one request decides.
  let wave = step < usualPageSize ? 1 : width;
  for (;;) {
    const start = end - overlap;
    const offsets = Array.from({ length: wave }, (_, index) => start + index * (step - overlap));
    const answers = await Promise.all(offsets.map(fetchPage));
    for (const [index, answer] of answers.entries()) {
      if (!answer.ok) return err(answer.failure);
      const page = answer.value;
      // The page before was shorter than assumed: this one is requested again from its end.
      if (offsets[index] !== end - overlap) {
        // Requested at the same time and beyond the end: the short page was the last one.
        if (page.length === 0) return ok({ pages, changed });
        break;
      }
      const joins = overlap === 0 || (page.length > 0 && keyOf(page[0]) === keyOf(pages.at(-1)?.at(-1)));
      if (!joins) changed = true;
      if (page.length === 0 || (joins && page.length === overlap)) return ok({ pages, changed });
      const ids = page.map(keyOf);
      // Nothing but shifted elements: a list that grows as fast as it is read has no end.
      if (ids.every((id) => id !== '' && seen.has(id))) return ok({ pages, changed: true });
      for (const id of ids) seen.add(id);
      pages.push(page.slice(joins ? overlap : 0));
      end = end - overlap + page.length;
      if (page.length !== step) wave = 1;
    }
  }
}
