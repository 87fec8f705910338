/** Characters of a PDF as characters of a text. */

/** Controls, reordering (Unicode UAX #9), invisible and private ones; joiners belong to scripts and emoji. */
const unreadable =
  /[\p{Cc}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\p{Zl}\p{Zp}\p{Bidi_Control}]|(?![\p{Variation_Selector}\p{Join_Control}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Combining marks and joiners beyond those of any script and emoji. */
const stacked = /(?<=[\p{M}\p{Join_Control}]{8})[\p{M}\p{Join_Control}]+/gu;

/** Forms of vertical writing, radicals and compatibility ideographs: fonts use them for characters that readers search. */
const variants = /[\u2f00-\u2fd5\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe4f]/g;

/** One line; a row of blanks is one space, also at the ends. */
export function plain(text: string): string {
  return text
    .replace(variants, (character) => character.normalize('NFKC'))
    .replace(/\s+/g, ' ')
    .replace(unreadable, '')
    .replace(stacked, '');
}

const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Also of Korean, which has spaces between words. */
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\u30fc\uff00-\uff65]/u;

export const cjkCount = (text: string): number => text.match(cjk)?.length ?? 0;

/** Letters or digits. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/**
 * The text of lines. Chinese and Japanese have no space between them. A hyphen at the end of a line goes only between plain
 * words, since it can be a part of a host or a file name.
 */
export function joinLines(lines: readonly string[]): string {
  const parts: string[] = [];
  let before = '';
  for (const given of lines) {
    const line = given.trim();
    if (line === '') continue;
    if (before !== '') {
      if (isHyphenated(before, line)) parts[parts.length - 1] = before.slice(0, -1);
      else if (!/[^-]-$/.test(before) && !isWithoutSpace(before, line)) parts.push(' ');
    }
    parts.push(line);
    before = line;
  }
  return parts.join('');
}

const isHyphenated = (before: string, after: string): boolean =>
  /(?:^|\s)\p{L}?\p{Ll}+-$/u.test(before.slice(-60)) &&
  /^\p{Ll}{2,}[,.;:!?)]*(?:\s|$)/u.test(after.slice(0, 60));

function isWithoutSpace(before: string, after: string): boolean {
  const last = before.slice(-1);
  const first = after.slice(0, 1);
  return (wide.test(last) && wide.test(first)) || (ideograph.test(last) && ideograph.test(first));
}

/** HTML in which the text means itself. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
