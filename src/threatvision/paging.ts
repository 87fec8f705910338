import { err, ok, type Result } from '../lib/index.js';

/** One page as the server sent it. `null` elements count: offsets are the server's. */
export type Page = readonly unknown[];

/** Fetches the page that starts at `offset`. */
export type FetchPage<F> = (offset: number) => Promise<Result<Page, F>>;

/** More passes than this over a list that never holds still would be impolite. */
const maxPasses = 5;
/** Reported for the live API; only used to guess how many pages are worth asking for at once. */
const usualPageSize = 10;

/**
 * The whole of a list that may move while it is read. Newest first, `offset` counts items, an empty page ends it.
 *
 * Something published meanwhile pushes items to higher offsets: they come twice, which the caller's ids settle.
 * Something deleted pulls items to lower offsets: one would be skipped at each page boundary. So each page begins with
 * the last element of the one before: where the two differ, the list has moved between their answers, and another pass
 * is added to what is known. A quiet list costs a ninth more pages (of ten) and a constant; one of a single short page
 * costs two requests. A late insertion and a deletion before the same boundary can cancel out: then nothing is skipped,
 * and the inserted item is found by the next listing.
 *
 * @param identify what an element is called: two elements are the same when they are called the same
 * @param width pages under way at once
 * @returns every element seen, in the order of the newest pass that saw it; the same element may come repeatedly
 */
export async function readMovingList<F>(
  fetchPage: FetchPage<F>,
  identify: (element: unknown) => string,
  width: number,
): Promise<Result<unknown[], F>> {
  const seen: unknown[] = [];
  for (let pass = 1; ; pass++) {
    const read = await onePass(fetchPage, identify, width);
    if (!read.ok) return read;
    for (const page of read.value.pages) seen.push(...page);
    if (pass === maxPasses || !read.value.moved) return ok(seen);
  }
}

interface Pass {
  readonly pages: readonly Page[];
  /** Whether the list moved during the pass. */
  readonly moved: boolean;
}

/**
 * The first page's length is the step: the page size is not part of the contract. Waves of pages are asked for as if
 * all were that long; where one is shorter and yet not the last, the pass goes on from its end one by one.
 */
async function onePass<F>(
  fetchPage: FetchPage<F>,
  identify: (element: unknown) => string,
  width: number,
): Promise<Result<Pass, F>> {
  const first = await fetchPage(0);
  if (!first.ok) return first;
  const step = first.value.length;
  if (step === 0) return ok({ pages: [], moved: false });
  // A page of one has nothing to share with the next.
  const overlap = step > 1 ? 1 : 0;
  const pages: Page[] = [first.value];
  const seen = new Set(first.value.map(identify));
  let moved = false;
  let end = step;
  // Below the usual size it is most likely the only page: one request tells.
  let wave = step < usualPageSize ? 1 : width;
  for (;;) {
    const start = end - overlap;
    const offsets = Array.from({ length: wave }, (_, index) => start + index * (step - overlap));
    const answers = await Promise.all(offsets.map(fetchPage));
    for (const [index, answer] of answers.entries()) {
      if (!answer.ok) return err(answer.failure);
      const page = answer.value;
      // The page before was shorter than this one counted on: asked again from where it ended.
      if (offsets[index] !== end - overlap) {
        // Asked for at the same time, and already beyond the end: then the short page was the last one.
        if (page.length === 0) return ok({ pages, moved });
        break;
      }
      const joins =
        overlap === 0 || (page.length > 0 && identify(page[0]) === identify(pages.at(-1)?.at(-1)));
      if (!joins) moved = true;
      if (page.length === 0 || (joins && page.length === overlap)) return ok({ pages, moved });
      const ids = page.map(identify);
      // Nothing but what has been pushed along: a list that grows as fast as it is read has no end to wait for.
      if (ids.every((id) => id !== '' && seen.has(id))) return ok({ pages, moved: true });
      for (const id of ids) seen.add(id);
      pages.push(page.slice(joins ? overlap : 0));
      end = end - overlap + page.length;
      if (page.length !== step) wave = 1;
    }
  }
}
