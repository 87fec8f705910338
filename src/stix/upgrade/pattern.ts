/** STIX patterns, 2.0 to 2.1. */

/**
 * A string literal (backslash escapes; an open one ends with the text, which keeps the scan linear), or the
 * qualifier that 2.1 spells otherwise.
 */
const literalOrInterval = /'(?:\\.|[^'\\])*(?:'|\\?$)|\b(START\s+)('[^']*')(\s+STOP\s+)('[^']*')/gs;

/**
 * The pattern as 2.1 reads it. The language is the same but for one thing: the times of `START … STOP …` were
 * string literals in early 2.0 and are timestamp literals, `t'…'`, in 2.1 (STIX 2.1 section 9.5.1). Property names stay as
 * they are, also those that 2.1 renamed on the object: rewriting them would take a grammar of the language, and
 * hunting tools still know the old ones.
 */
export function upgradePattern(pattern: string): string {
  // Few have one, and published patterns have kilobytes.
  if (!pattern.includes('START')) return pattern;
  return pattern.replace(
    literalOrInterval,
    (literal: string, start?: string, from?: string, stop?: string, to?: string) =>
      start === undefined ? literal : `${start}t${from ?? ''}${stop ?? ''}t${to ?? ''}`,
  );
}
