import { convert as htmlToText } from 'html-to-text';

/** A tag, a comment or a character reference, which distinguish markup from text. */
const markup = /<[a-z/!][^>]*>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);/i;

/**
 * Returns the digest of the listing as a description, which OpenCTI renders as Markdown. HTML becomes text with paragraphs,
 * lists and links; text without markup, including Markdown, stays as it is. Everything in the result that looks like a
 * tag is escaped, so that it contains no HTML.
 */
export function digestText(digest: string): string {
  const text = markup.test(digest) ? fromHtml(digest) : digest;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .trim();
}

function fromHtml(html: string): string {
  return htmlToText(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'ul', options: { itemPrefix: '- ' } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
    ],
  });
}
