import { wrap } from './columns.js';

/**
 * A text behind a prefix; the lines that follow the first begin `by` cells from the left.
 * @param width cells of a line; Infinity breaks nothing
 */
export function hanging(prefix: string, text: string, width: number, by: number): readonly string[] {
  return wrap(text, width - by).map((line, at) => (at === 0 ? prefix : ' '.repeat(by)) + line);
}
