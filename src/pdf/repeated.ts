import type { Segment } from './types.js';

/** Of the height of the text of all pages: where headers and footers are. */
const margin = 0.12;
/** Of the pages. */
const leastShare = 0.4;
const fewestPages = 3;

/** Pages without headers and footers, except the first of each: texts at one place of many pages. */
export function withoutRepeated(pages: readonly (readonly Segment[])[]): (readonly Segment[])[] {
  const all = pages.flat();
  const top = all.reduce((least, { y }) => Math.min(least, y), Infinity);
  const bottom = all.reduce((most, { y }) => Math.max(most, y), -Infinity);
  const height = bottom - top;
  const isMarginal = ({ y }: Segment): boolean => y < top + margin * height || y > bottom - margin * height;
  const counts = new Map<string, number>();
  for (const page of pages)
    for (const key of new Set(page.filter(isMarginal).map(keyOf)))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  const needed = Math.max(fewestPages, leastShare * pages.length);
  const seen = new Set<string>();
  return pages.map((page) =>
    page.filter((segment) => {
      const key = keyOf(segment);
      if (!isMarginal(segment) || (counts.get(key) ?? 0) < needed) return true;
      const isFirst = !seen.has(key) && /\p{L}/u.test(segment.text);
      seen.add(key);
      return isFirst;
    }),
  );
}

const keyOf = ({ text, y }: Segment): string =>
  `${Math.round(y / 4)} ${isPageNumber(text) ? text.replace(/\d+/g, '#') : text}`;

/** Letters beside the numbers of pages. */
const pageWords = new Set([
  '',
  'p',
  'page',
  'pageof',
  '頁',
  '页',
  '第頁',
  '第页',
  '第頁共頁',
  '第页共页',
  'ページ',
  '쪽',
]);

/** At most two numbers: dates and addresses have more. */
function isPageNumber(text: string): boolean {
  const letters = text.replace(/\P{L}/gu, '').toLowerCase();
  const numbers = text.match(/\d+/g) ?? [];
  return pageWords.has(letters) && numbers.length > 0 && numbers.length <= 2;
}
