import { err, ok, type Result } from '../result/index.js';

/** One page as the server sent it. `null` elements count: offsets are the server's. */
export type Page = readonly unknown[];

/** Fetches the page that starts at `offset`. */
export type FetchPage<F> = (offset: number) => Promise<Result<Page, F>>;

/** More passes than this over a list that never holds still would be impolite. */
const maxPasses = 5;

/**
 * The whole of a list that may move while it is read. Newest first, `offset` counts items, an empty page ends it.
 *
 * Something published meanwhile pushes items to higher offsets: they come twice, which the caller's ids settle.
 * Something deleted pulls items to lower offsets: one would be skipped at each page boundary. So after a pass
 * the first and the last page are asked for once more; if either differs from what the pass saw, the list has
 * moved, and another pass is added to what is known. A quiet list costs its pages and a constant.
 *
 * @param identify what an element is called: two pages are the same when their elements are called the same
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
    const pages = await onePass(fetchPage, width);
    if (!pages.ok) return pages;
    for (const [, page] of pages.value) seen.push(...page);
    if (pages.value.length <= 1 || pass === maxPasses) return ok(seen);
    const moved = await hasMoved(fetchPage, identify, pages.value);
    if (!moved.ok) return moved;
    if (!moved.value) return ok(seen);
  }
}

type PageAt = readonly [offset: number, page: Page];

/**
 * Every non-empty page. The first page's length is the step: the page size is not part of the contract.
 * Where a page is shorter than the step and yet not the last, the pass goes on from there one by one.
 */
async function onePass<F>(fetchPage: FetchPage<F>, width: number): Promise<Result<PageAt[], F>> {
  const first = await fetchPage(0);
  if (!first.ok) return first;
  const step = first.value.length;
  if (step === 0) return ok([]);
  const pages: PageAt[] = [[0, first.value]];
  // A first page below the usual size is most likely the only one: do not ask for several beyond it.
  let wave = step < usualPageSize ? 1 : width;
  for (let next = step; ;) {
    const offsets = Array.from({ length: wave }, (_, index) => next + index * step);
    const answers = await Promise.all(offsets.map(fetchPage));
    for (const [index, answer] of answers.entries()) {
      if (!answer.ok) return err(answer.failure);
      if (answer.value.length === 0) return ok(pages);
      const offset = next + index * step;
      pages.push([offset, answer.value]);
      if (answer.value.length !== step) {
        next = offset + answer.value.length;
        wave = 1;
        break;
      }
      if (index === answers.length - 1) next = offset + step;
    }
  }
}

/** Reported for the live API; only used to guess how many pages are worth asking for at once. */
const usualPageSize = 10;

async function hasMoved<F>(
  fetchPage: FetchPage<F>,
  identify: (element: unknown) => string,
  pages: readonly PageAt[],
): Promise<Result<boolean, F>> {
  const ends = [pages.at(0), pages.at(-1)].filter((page) => page !== undefined);
  const again = await Promise.all(ends.map(([offset]) => fetchPage(offset)));
  for (const [index, answer] of again.entries()) {
    if (!answer.ok) return answer;
    if (answer.value.map(identify).join() !== ends[index]?.[1].map(identify).join()) return ok(true);
  }
  return ok(false);
}
