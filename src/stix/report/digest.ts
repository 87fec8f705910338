import { htmlText } from './html-text.js';

/** A tag, a comment or a character reference, which distinguish markup from text. */
const markup = /<[a-z/!][^<>]*>|&(?:[a-z]{2,31}|#\d{1,7}|#x[0-9a-f]{1,6});/i;

/**
 * Returns the digest of the listing as a description, which OpenCTI renders as Markdown. HTML becomes text with paragraphs,
 * lists and links; text without markup, including Markdown, stays as it is. Everything in the result that looks like a
 * tag is escaped, so that it contains no HTML.
 */
export function digestText(digest: string): string {
  const text = markup.test(digest) ? htmlText(digest) : digest;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .trim();
}
