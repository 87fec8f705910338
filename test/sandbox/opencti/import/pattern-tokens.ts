/** What the lexer of STIX patterns knows (STIX 2.1 section 9). */
export type TokenKind =
  | 'identifier'
  | 'hyphenated'
  | 'string'
  | 'integer'
  | 'float'
  | 'boolean'
  | 'timestamp'
  | 'hex'
  | 'binary'
  | 'keyword'
  | 'sign'
  | 'invalid';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const keywords = new Set(
  'AND OR NOT FOLLOWEDBY LIKE MATCHES ISSUPERSET ISSUBSET EXISTS IN START STOP SECONDS WITHIN REPEATS TIMES'.split(
    ' ',
  ),
);

/** The longest match wins, the earlier rule among equals; `blank` has white space and comments. */
const rules: readonly (readonly [TokenKind | 'blank', RegExp])[] = [
  ['blank', /(?:[\s\u0085\u200b]|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)+/y],
  [
    'timestamp',
    /t'\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?Z'/y,
  ],
  ['hex', /h'(?:[0-9a-fA-F]{2})*'/y],
  ['binary', /b'(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)'/y],
  ['string', /'(?:[^'\\]|\\'|\\\\)*'/y],
  ['float', /[+-]?\d*\.\d+/y],
  ['integer', /[+-]?(?:0|[1-9]\d*)/y],
  ['identifier', /[a-zA-Z_][a-zA-Z0-9_]*/y],
  ['hyphenated', /[a-zA-Z_][a-zA-Z0-9_-]*/y],
  ['sign', /==|!=|<>|<=|>=|[=<>:.,()[\]*]/y],
];

export function tokens(pattern: string): readonly Token[] {
  const found: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const token = longest(pattern, at);
    if (token.kind !== 'blank') found.push({ kind: refined(token), text: token.text });
    at += token.text.length;
  }
  return found;
}

function longest(pattern: string, at: number): { kind: TokenKind | 'blank'; text: string } {
  let best: { kind: TokenKind | 'blank'; text: string } = { kind: 'invalid', text: pattern.charAt(at) };
  let length = 0;
  for (const [kind, rule] of rules) {
    rule.lastIndex = at;
    const text = rule.exec(pattern)?.[0] ?? '';
    if (text.length > length) {
      best = { kind, text };
      length = text.length;
    }
  }
  return best;
}

function refined({ kind, text }: { kind: TokenKind | 'blank'; text: string }): TokenKind {
  if (kind === 'blank') return 'invalid';
  if (kind !== 'identifier') return kind;
  if (keywords.has(text)) return 'keyword';
  return text === 'true' || text === 'false' ? 'boolean' : kind;
}
