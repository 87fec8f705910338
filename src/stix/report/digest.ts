import { htmlText } from './html-text.js';

/** A tag, a comment or a character reference, which distinguish markup from text. */
const markup = /<[a-z/!][^<>]*>|&(?:[a-z]{2,31}|#\d{1,7}|#x[0-9a-f]{1,6});/i;

/** Characters of HTML that are read; the rest takes seconds and hundreds of megabytes (docs/threatvision-api.md#reports). */
export const longestHtml = 1024 * 1024;

/** The digest as a description, which OpenCTI renders as Markdown: HTML becomes text, tags are escaped. */
export function digestText(digest: string): string {
  const isCut = isDigestCut(digest);
  const text = (isCut || markup.test(digest) ? htmlText(isCut ? beginningOf(digest) : digest) : digest)
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .trim();
  return isCut ? `${text} …` : text;
}

/** What `digestText` escapes: each becomes four characters. */
const tagStart = /<[a-z/!?]/i;

/** Whether `digestText` leaves out the end of the digest. */
export function isDigestCut(digest: string): boolean {
  return digest.length > longestHtml && (markup.test(digest) || tagStart.test(digest));
}

/** The HTML up to the limit, without the tag, character reference or half of a character there. */
function beginningOf(html: string): string {
  return html.slice(0, longestHtml).replace(/(?:<[^<>]{0,2000}|&[#\w]{0,32}|[\ud800-\udbff])$/, '');
}
