/** Words and signs of a pattern (STIX 2.1 section 9), at a position that moves forward. */

/** Words that are no keys without quotes. */
export const keywords: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'NOT',
  'FOLLOWEDBY',
  'LIKE',
  'MATCHES',
  'ISSUPERSET',
  'ISSUBSET',
  'EXISTS',
  'LAST',
  'IN',
  'START',
  'STOP',
  'SECONDS',
  'WITHIN',
  'REPEATS',
  'TIMES',
  'true',
  'false',
]);

/** White space of the platform's grammar. */
const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/y;
/** Also characters without width and control characters. */
const anySpace = /[\s\p{Cc}\u200b-\u200f\u2060\ufeff]*/uy;
const lineComment = /\/\/[^\r\n]*/y;
const word = /[A-Za-z_][A-Za-z0-9_-]*/y;
/** Keys can begin with a digit if they have quotes. */
const lenientWord = /[A-Za-z0-9_][A-Za-z0-9_-]*/y;

/** The text completes "Corrected …". */
export type Correction =
  | 'operators'
  | 'quotation marks'
  | 'escapes'
  | 'keys'
  | 'times'
  | 'brackets'
  | 'values without quotation marks'
  | 'characters without meaning'
  | 'comments';

/** A lenient scanner also reads what has one obvious meaning, and notes it. */
export class Scanner {
  readonly text: string;
  readonly lenient: boolean;
  at = 0;
  readonly corrections = new Set<Correction>();

  constructor(text: string, lenient: boolean) {
    this.text = text;
    this.lenient = lenient;
  }

  get done(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  skipSpace(): void {
    const start = this.at;
    const code = this.text.charCodeAt(start);
    // Most calls find a word.
    if (code > 0x2f && code < 0x7f) return;
    do {
      const spaces = this.match(this.lenient ? anySpace : space) ?? '';
      if (/[^ \t\r\n]/.test(spaces)) this.corrections.add('characters without meaning');
    } while (this.#comment());
  }

  #comment(): boolean {
    const block = this.text.startsWith('/*', this.at) ? this.text.indexOf('*/', this.at + 2) : -1;
    if (block >= 0) this.at = block + 2;
    else if (this.match(lineComment) === undefined) return false;
    this.corrections.add('comments');
    return true;
  }

  /** The text that a sticky expression matches here; moves behind it. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  looksAt(expression: RegExp, at: number): boolean {
    expression.lastIndex = at;
    return expression.test(this.text);
  }

  /** Moves behind a sign if it is next. */
  sign(sign: string): boolean {
    this.skipSpace();
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }

  keyword(name: string): boolean {
    this.skipSpace();
    const start = this.at;
    const end = start + name.length;
    const given = this.text.slice(start, end);
    if (given !== name && !(this.lenient && given.toLowerCase() === name.toLowerCase())) return false;
    const next = this.text.charCodeAt(end);
    if (isWordCode(next)) return false;
    this.at = end;
    if (given !== name) this.corrections.add('operators');
    return true;
  }

  typeName(): string | undefined {
    this.skipSpace();
    const start = this.at;
    const name = this.match(this.lenient ? lenientWord : word);
    if (name !== undefined && !keywords.has(name)) return name;
    this.at = start;
    return undefined;
  }

  /** A key without quotes. */
  plainKey(): string | undefined {
    const name = this.typeName();
    if (name === undefined || (!name.includes('-') && !/^\d/.test(name))) return name;
    if (!this.lenient) return undefined;
    this.corrections.add('keys');
    return name;
  }
}

function isWordCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    code === 0x2d
  );
}
