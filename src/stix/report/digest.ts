import { convert as htmlToText } from 'html-to-text';

/** A tag, a comment or a character reference: what tells markup from text. */
const markup = /<[a-z/!][^>]*>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);/i;

/**
 * The listing's digest as a description: the platform renders descriptions as Markdown. HTML becomes text with
 * its paragraphs, lists and links; text without markup stays as it is, Markdown too. What would read as a tag in
 * the result is escaped, so that no raw HTML gets through.
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
