import { stripVTControlCharacters } from 'node:util';

/** C0 and C1 controls, DEL, line separators, and the marks that reorder what is shown (Unicode UAX 9). */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text from outside as one harmless line: terminal sequences removed, line breaks to ` | `,
 * every other control character shown as its code.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .trim()
    .replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, ' | ')
    .replaceAll('\t', ' ')
    .replaceAll(
      unsafe,
      (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    );
}
