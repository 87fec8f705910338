import { err, ok, type Result } from '../result/index.js';

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
 * Something published meanwhile pushes items to higher offsets: they come twice, which the caller's ids settle, or,
 * where a later page was answered before an earlier one, not at all. Something deleted pulls items to lower offsets:
 * one would be skipped at each page boundary. So after a pass its first and its last page are asked for once more; if
 * either differs from what the pass saw, the list has moved, and another pass is added to what is known. A quiet list
 * costs its pages and a constant; one of a single short page costs two requests.
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
    const read = await onePass(fetchPage, identify, width);
    if (!read.ok) return read;
    const { pages, moved } = read.value;
    for (const [, page] of pages) seen.push(...page);
    if (pass === maxPasses || moved === 'no') return ok(seen);
    if (moved === 'yes') continue;
    const changed = await endsDiffer(fetchPage, identify, pages);
    if (!changed.ok) return changed;
    if (!changed.value) return ok(seen);
  }
}

type PageAt = readonly [offset: number, page: Page];

interface Pass {
  readonly pages: readonly PageAt[];
  /** Whether the list moved during the pass, as far as the pass itself can tell. */
  readonly moved: 'yes' | 'no' | 'unknown';
}

async function onePass<F>(
  fetchPage: FetchPage<F>,
  identify: (element: unknown) => string,
  width: number,
): Promise<Result<Pass, F>> {
  const first = await fetchPage(0);
  if (!first.ok) return first;
  const step = first.value.length;
  if (step === 0) return ok({ pages: [], moved: 'no' });
  const start: PageAt = [0, first.value];
  if (step >= usualPageSize) return readOn(fetchPage, identify, [start], width);
  if (step === 1) {
    const read = await readOn(fetchPage, identify, [start], 1);
    return read.ok && read.value.pages.length === 1 ? ok({ pages: [start], moved: 'no' }) : read;
  }

  // Below the usual size it is most likely the only page. Asked for once more from its last element on, an answer of
  // just that element says both that the list ends here and that it has not moved.
  const last = await fetchPage(step - 1);
  if (!last.ok) return last;
  const [overlap] = last.value;
  if (last.value.length === 0 || identify(overlap) !== identify(first.value.at(-1))) {
    return ok({ pages: [start, [step - 1, last.value]], moved: 'yes' });
  }
  if (last.value.length === 1) return ok({ pages: [start], moved: 'no' });
  return readOn(fetchPage, identify, [start, [step - 1, last.value]], 1);
}

/**
 * The pages that follow, to the empty one. The first page's length is the step: the page size is not part of the
 * contract. Where a page is shorter than the step and yet not the last, the pass goes on from there one by one.
 */
async function readOn<F>(
  fetchPage: FetchPage<F>,
  identify: (element: unknown) => string,
  begun: readonly PageAt[],
  width: number,
): Promise<Result<Pass, F>> {
  const pages = [...begun];
  const seen = new Set(begun.flatMap(([, page]) => page.map(identify)));
  const step = begun[0]?.[1].length ?? 0;
  let wave = width;
  for (let next = endOf(begun.at(-1)); ;) {
    const offsets = Array.from({ length: wave }, (_, index) => next + index * step);
    const answers = await Promise.all(offsets.map(fetchPage));
    for (const [index, answer] of answers.entries()) {
      if (!answer.ok) return err(answer.failure);
      if (answer.value.length === 0) return ok({ pages, moved: 'unknown' });
      const ids = answer.value.map(identify);
      // Nothing but what has been pushed along: a list that grows as fast as it is read has no end to wait for.
      if (ids.every((id) => id !== '' && seen.has(id))) return ok({ pages, moved: 'yes' });
      for (const id of ids) seen.add(id);
      const page: PageAt = [next + index * step, answer.value];
      pages.push(page);
      if (answer.value.length === step && index < answers.length - 1) continue;
      if (answer.value.length !== step) wave = 1;
      next = endOf(page);
      break;
    }
  }
}

const endOf = (page: PageAt | undefined): number => (page === undefined ? 0 : page[0] + page[1].length);

async function endsDiffer<F>(
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
