import { htmlText } from './html-text.js';

/** A tag, a comment or a character reference, which distinguish markup from text. */
const markup = /<[a-z/!][^<>]*>|&(?:[a-z]{2,31}|#\d{1,7}|#x[0-9a-f]{1,6});/i;

/** The digest as a description, which OpenCTI renders as Markdown: HTML becomes text, tags are escaped. */
export function digestText(digest: string): string {
  const text = markup.test(digest) ? htmlText(digest) : digest;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .trim();
}
