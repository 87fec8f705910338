import { tokens, type Token, type TokenKind } from './pattern-tokens.js';

export interface Comparison {
  readonly type: string;
  readonly keys: readonly string[];
  readonly operator: string;
  readonly literal: string | undefined;
}

export interface Pattern {
  /** The stored form, without what follows the first complete expression. */
  readonly text: string;
  readonly comparisons: readonly Comparison[];
}

/** STIX 2.1 section 9; undefined for a refused pattern. */
export function readPattern(pattern: string): Pattern | undefined {
  const reader = patternReader(tokens(pattern));
  const text = reader.observations();
  return text === undefined ? undefined : { text, comparisons: reader.comparisons };
}

const ordered = new Set(['<', '>', '<=', '>=']);
const textual = new Set(['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET']);
const equal = new Set(['=', '==', '!=', '<>']);
const literals = new Set<TokenKind>(['string', 'integer', 'float', 'timestamp', 'hex', 'binary', 'boolean']);

function patternReader(all: readonly Token[]) {
  const comparisons: Comparison[] = [];
  let at = 0;

  const peek = (): Token | undefined => all[at];
  const next = (): Token | undefined => all[at++];
  const isAt = (...texts: string[]): boolean => {
    const token = peek();
    return (
      token !== undefined && (token.kind === 'keyword' || token.kind === 'sign') && texts.includes(token.text)
    );
  };
  function takeText(text: string): boolean {
    if (!isAt(text)) return false;
    at += 1;
    return true;
  }

  function chain(words: readonly string[], operand: () => string | undefined): string | undefined {
    let text = operand();
    while (text !== undefined && isAt(...words)) {
      const word = next()?.text ?? '';
      const right = operand();
      text = right === undefined ? undefined : `${text} ${word} ${right}`;
    }
    return text;
  }

  function observations(): string | undefined {
    return chain(['AND', 'OR', 'FOLLOWEDBY'], observation);
  }

  function observation(): string | undefined {
    const isGroup = isAt('(');
    if (!takeText('(') && !takeText('[')) return undefined;
    const inner = isGroup ? observations() : comparison();
    if (inner === undefined || !takeText(isGroup ? ')' : ']')) return undefined;
    return qualified(isGroup ? `(${inner})` : `[${inner}]`);
  }

  /** Each qualifier once; two blanks precede the second one. */
  function qualified(expression: string): string | undefined {
    let text = expression;
    const seen = new Set<string>();
    while (isAt('START', 'WITHIN', 'REPEATS')) {
      const word = next()?.text ?? '';
      const rest = word === 'START' ? startStop() : word === 'WITHIN' ? within() : repeats();
      if (rest === undefined || seen.has(word)) return undefined;
      text += `${seen.size === 0 ? ' ' : '  '}${word} ${rest}`;
      seen.add(word);
    }
    return text;
  }

  function startStop(): string | undefined {
    const start = literal(new Set(['timestamp']));
    if (start === undefined || !takeText('STOP')) return undefined;
    const stop = literal(new Set(['timestamp']));
    return stop === undefined ? undefined : `${start} STOP ${stop}`;
  }

  function within(): string | undefined {
    const time = literal(new Set(['integer', 'float']));
    return time === undefined || time.startsWith('-') || !takeText('SECONDS') ? undefined : `${time} SECONDS`;
  }

  function repeats(): string | undefined {
    const times = literal(new Set(['integer']));
    return times === undefined || times.startsWith('-') || !takeText('TIMES') ? undefined : `${times} TIMES`;
  }

  function comparison(): string | undefined {
    return chain(['AND', 'OR'], test);
  }

  function test(): string | undefined {
    if (takeText('(')) {
      const inner = comparison();
      return inner === undefined || !takeText(')') ? undefined : `(${inner})`;
    }
    // Not probed; stix2-patterns 2.1.2, which agrees with the platform, accepts it.
    const notExists = takeText('NOT');
    if (notExists && !isAt('EXISTS')) return undefined;
    if (takeText('EXISTS')) {
      const path = objectPath();
      if (path === undefined) return undefined;
      comparisons.push({ type: path.type, keys: path.keys, operator: 'EXISTS', literal: undefined });
      return `${notExists ? 'NOT' : ''} EXISTS ${path.text}`;
    }
    const path = objectPath();
    const isNegated = takeText('NOT');
    const operator = next()?.text ?? '';
    if (path === undefined) return undefined;
    const value = operand(operator);
    if (value === undefined) return undefined;
    const compared = operator === 'IN' ? undefined : value;
    if (equal.has(operator) && !isHash(path.keys, value)) return undefined;
    comparisons.push({ type: path.type, keys: path.keys, operator, literal: compared });
    const not = isNegated ? ' NOT ' : '';
    return operator === '==' ? `${path.text}${not}==${value}` : `${path.text}${not} ${operator} ${value}`;
  }

  function operand(operator: string): string | undefined {
    if (operator === 'IN') return set();
    if (textual.has(operator)) return literal(new Set(['string']));
    if (ordered.has(operator)) return literal(new Set([...literals].filter((kind) => kind !== 'boolean')));
    return equal.has(operator) ? literal(literals) : undefined;
  }

  function set(): string | undefined {
    if (!takeText('(')) return undefined;
    if (takeText(')')) return '()';
    const members: string[] = [];
    do {
      const member = literal(literals);
      if (member === undefined) return undefined;
      members.push(member);
    } while (takeText(','));
    return takeText(')') ? `(${members.join(',')})` : undefined;
  }

  function literal(kinds: ReadonlySet<TokenKind>): string | undefined {
    const token = next();
    return token !== undefined && kinds.has(token.kind) ? token.text : undefined;
  }

  function objectPath(): { type: string; keys: readonly string[]; text: string } | undefined {
    const type = next();
    if (type?.kind !== 'identifier' && type?.kind !== 'hyphenated') return undefined;
    if (!takeText(':')) return undefined;
    const first = key();
    if (first === undefined) return undefined;
    const keys = [first];
    let text = `${type.text}:${written(first)}`;
    while (isAt('.', '[')) {
      if (takeText('.')) {
        const step = key();
        if (step === undefined) return undefined;
        keys.push(step);
        text += `.${written(step)}`;
      } else {
        next();
        const index = next();
        const isIndex = index !== undefined && (index.kind === 'integer' || index.text === '*');
        if (!isIndex || !takeText(']')) return undefined;
        text += `[${index.text}]`;
      }
    }
    return { type: type.text, keys, text };
  }

  function key(): string | undefined {
    const token = next();
    if (token?.kind === 'identifier') return token.text;
    return token?.kind === 'string' ? token.text.slice(1, -1) : undefined;
  }

  return { comparisons, observations };
}

function written(key: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(key) ? key : `'${key}'`;
}

const digits: Readonly<Record<string, number>> = { MD5: 32, SHA1: 40, SHA256: 64, SHA512: 128 };

function isHash(keys: readonly string[], literal: string): boolean {
  const at = keys.indexOf('hashes');
  const length = at === -1 ? undefined : digits[(keys[at + 1] ?? '').toUpperCase().replaceAll('-', '')];
  return length === undefined || new RegExp(`^'[0-9a-fA-F]{${String(length)}}'$`).test(literal);
}
