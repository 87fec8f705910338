/**
 * The text of a PDF as HTML: pages by pdf.js, then lines, columns, tables and paragraphs by their places. Its functions are
 * for a thread of their own, which they change; others import types only.
 */
export type { PdfText } from './types.js';
export { readPdf } from './read.js';
