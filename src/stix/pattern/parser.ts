/** Reads a pattern by the grammar of STIX 2.1 section 9, strictly or leniently. */
import type {
  Comparison,
  ComparisonOperator,
  Literal,
  ObjectPath,
  Observation,
  PathStep,
  Qualifier,
} from './ast.js';
import { readLiteral, readString, readTime } from './literals.js';
import { keywords, Scanner, type Correction } from './scanner.js';

/** Each level takes part of the stack, here and on the platform. */
const maxDepth = 300;

/** Of an object path. Observables have paths of fewer than ten; each takes forty times the memory of its text. */
const maxSteps = 1000;

/** Characters. A longer pattern takes seconds and hundreds of megabytes (docs/opencti-api.md#patterns). */
export const longestPattern = 1024 * 1024;

export interface ParsedPattern {
  readonly pattern: Observation;
  /** The text behind the pattern, which the platform cuts off. */
  readonly rest: string;
  readonly corrections: readonly Correction[];
}

/** Reads the first complete pattern, as the platform does (docs/opencti-api.md#patterns). Linear time. */
export function parsePattern(text: string, lenient = false): ParsedPattern | undefined {
  if (text.length > longestPattern) return undefined;
  const simple = simplePattern(text);
  if (simple !== undefined) return simple;
  const parser = new Parser(new Scanner(text, lenient));
  const pattern = parser.pattern();
  if (pattern === undefined) return undefined;
  const { scanner } = parser;
  const rest = scanner.done ? '' : text.slice(scanner.at);
  return { pattern, rest, corrections: [...scanner.corrections] };
}

/** One comparison of one property with a text without escapes, as most indicators have it. */
const oneEquality =
  /^\[([a-z][a-z0-9-]*):([a-z_][a-z0-9_]*)(?:\.(?:([A-Za-z_]\w*)|'([\w-]+)'))? ?= ?'([\x20-\x26\x28-\x5b\x5d-\x7e]*)'\]$/;

/** In a tenth of the parser's time. */
function simplePattern(text: string): ParsedPattern | undefined {
  const found = oneEquality.exec(text);
  if (found === null) return undefined;
  const [, type = '', first = '', plain, quoted, value = ''] = found;
  const second = plain ?? quoted;
  const steps: PathStep[] = [{ kind: 'key', name: first }];
  if (second !== undefined) steps.push({ kind: 'key', name: second });
  const values: readonly Literal[] = [{ kind: 'string', text: value }];
  const comparison = { kind: 'test', path: { type, steps }, negated: false, operator: '=', values } as const;
  return { pattern: { kind: 'observation', comparison }, rest: '', corrections: [] };
}

const digits = /\d+/y;
const seconds = /\+?(?:\d*\.\d+|0|[1-9]\d*)(?![\d.])/y;
const times = /\+?(?:0|[1-9]\d*)(?![\d.])/y;
const index = /\+?(?:0|[1-9]\d*)(?=\s*\])|\*/y;
const sign = /==|!=|<>|<=|>=|=|<|>/y;
const wordOperators = ['IN', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'] as const;
const validType = /^[A-Za-z_]/;

const signs: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

/** The usual comparison, as in `oneEquality`. */
const usualTest =
  /([a-z][a-z0-9-]*):([a-z_][a-z0-9_]*)(?:\.(?:([A-Za-z_]\w*)|'([\w-]+)'))? ?(!?=) ?'([\x20-\x26\x28-\x5b\x5d-\x7e]*)'/y;
/** What makes the quotation mark before it the end of the value in a lenient reading, too. */
const certainEnd = /\]| (?:AND|OR) [\w-]+:/y;

class Parser {
  readonly scanner: Scanner;
  #depth = 0;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  /** A lenient reading needs no brackets around a comparison, which has one meaning unless it has an AND. */
  pattern(): Observation | undefined {
    const { scanner } = this;
    scanner.skipSpace();
    const first = scanner.text[scanner.at];
    if (!scanner.lenient || first === '[' || first === '(') return this.#followedBy();
    const comparison = this.#or();
    if (comparison === undefined || !scanner.done || hasAnd(comparison)) return undefined;
    scanner.corrections.add('brackets');
    return { kind: 'observation', comparison };
  }

  #followedBy(): Observation | undefined {
    return this.#chain('FOLLOWEDBY', () =>
      this.#chain('OR', () => this.#chain('AND', () => this.#qualified())),
    );
  }

  #chain(
    operator: 'FOLLOWEDBY' | 'AND' | 'OR',
    operand: () => Observation | undefined,
  ): Observation | undefined {
    const operands = this.#operands(operator, operand);
    const [first] = operands ?? [];
    return operands === undefined || operands.length === 1 ? first : { kind: 'combined', operator, operands };
  }

  #operands<Operand>(
    operator: 'FOLLOWEDBY' | 'AND' | 'OR',
    operand: () => Operand | undefined,
  ): readonly Operand[] | undefined {
    const operands: Operand[] = [];
    do {
      const next = operand();
      if (next === undefined) return undefined;
      operands.push(next);
    } while (this.#operator(operator));
    return operands;
  }

  #operator(name: 'FOLLOWEDBY' | 'AND' | 'OR'): boolean {
    const { scanner } = this;
    if (scanner.keyword(name)) return true;
    if (!scanner.lenient) return false;
    const start = scanner.at;
    const found =
      name === 'FOLLOWEDBY'
        ? scanner.keyword('FOLLOWED') && scanner.keyword('BY')
        : scanner.sign(name === 'AND' ? '&&' : '||');
    if (found) scanner.corrections.add('operators');
    else scanner.at = start;
    return found;
  }

  #qualified(): Observation | undefined {
    const inner = this.#observation();
    if (inner === undefined) return undefined;
    const qualifiers: Qualifier[] = [];
    for (;;) {
      const kind = (['START', 'WITHIN', 'REPEATS'] as const).find((name) => this.scanner.keyword(name));
      if (kind === undefined) break;
      const qualifier = this.#qualifier(kind);
      // The platform refuses a kind twice on one observation, but not on a group.
      const twice = inner.kind === 'observation' && qualifiers.some((other) => other.kind === kind);
      if (qualifier === undefined || twice) return undefined;
      qualifiers.push(qualifier);
    }
    return qualifiers.length === 0 ? inner : { kind: 'qualified', inner, qualifiers };
  }

  #qualifier(kind: Qualifier['kind']): Qualifier | undefined {
    const { scanner } = this;
    switch (kind) {
      case 'START': {
        const start = readTime(scanner);
        const stop = start !== undefined && scanner.keyword('STOP') ? readTime(scanner) : undefined;
        return start === undefined || stop === undefined ? undefined : { kind, start, stop };
      }
      case 'WITHIN': {
        scanner.skipSpace();
        const number = scanner.match(seconds);
        return number !== undefined && this.#unit('SECONDS', 'SECOND')
          ? { kind, seconds: number }
          : undefined;
      }
      case 'REPEATS': {
        scanner.skipSpace();
        const number = scanner.match(times);
        return number !== undefined && this.#unit('TIMES', 'TIME') ? { kind, times: number } : undefined;
      }
    }
  }

  #unit(plural: string, singular: string): boolean {
    if (this.scanner.keyword(plural)) return true;
    if (!this.scanner.lenient || !this.scanner.keyword(singular)) return false;
    this.scanner.corrections.add('operators');
    return true;
  }

  #observation(): Observation | undefined {
    const { scanner } = this;
    if (scanner.sign('[')) {
      const comparison = this.#or();
      return comparison !== undefined && scanner.sign(']') ? { kind: 'observation', comparison } : undefined;
    }
    const inner = this.#group(() => this.#followedBy());
    return inner && { kind: 'group', inner };
  }

  #group<Inner>(content: () => Inner | undefined): Inner | undefined {
    if (this.#depth >= maxDepth || !this.scanner.sign('(')) return undefined;
    this.#depth += 1;
    const inner = content();
    this.#depth -= 1;
    return inner !== undefined && this.scanner.sign(')') ? inner : undefined;
  }

  #or(): Comparison | undefined {
    return this.#combined('OR', () => this.#combined('AND', () => this.#test()));
  }

  #combined(operator: 'AND' | 'OR', operand: () => Comparison | undefined): Comparison | undefined {
    const operands = this.#operands(operator, operand);
    const [first] = operands ?? [];
    return operands === undefined || operands.length === 1 ? first : { kind: 'combined', operator, operands };
  }

  #test(): Comparison | undefined {
    const { scanner } = this;
    scanner.skipSpace();
    const usual = this.#usualTest();
    if (usual !== undefined) return usual;
    if (scanner.text[scanner.at] === '(') {
      const inner = this.#group(() => this.#or());
      return inner && { kind: 'group', inner };
    }
    const notExists = scanner.keyword('NOT');
    if (scanner.keyword('EXISTS')) {
      const path = this.#path();
      return path && { kind: 'exists', negated: notExists, path };
    }
    const path = notExists ? undefined : this.#path();
    if (path === undefined) return undefined;
    const negated = scanner.keyword('NOT');
    const operator = this.#comparisonOperator();
    const values = operator && this.#values(operator);
    return operator && values && { kind: 'test', path, negated, operator, values };
  }

  /** Reads a comparison in a third of the time that its parts take. */
  #usualTest(): Comparison | undefined {
    const { scanner } = this;
    usualTest.lastIndex = scanner.at;
    const found = usualTest.exec(scanner.text);
    if (found === null) return undefined;
    const [all, type = '', first = '', plain, quoted, operator, value = ''] = found;
    if (keywords.has(first) || keywords.has(plain ?? '') || keywords.has(type)) return undefined;
    const end = scanner.at + all.length;
    if (scanner.lenient && (keywords.has(type.toUpperCase()) || !scanner.looksAt(certainEnd, end)))
      return undefined;
    scanner.at = end;
    const second = plain ?? quoted;
    const steps: PathStep[] = [{ kind: 'key', name: first }];
    if (second !== undefined) steps.push({ kind: 'key', name: second });
    return {
      kind: 'test',
      path: { type, steps },
      negated: false,
      operator: operator === '=' ? '=' : '!=',
      values: [{ kind: 'string', text: value }],
    };
  }

  #comparisonOperator(): ComparisonOperator | undefined {
    const { scanner } = this;
    scanner.skipSpace();
    const found = scanner.match(sign);
    if (found === undefined) return wordOperators.find((name) => scanner.keyword(name));
    // The platform takes both spellings; STIX 2.1 has one of each.
    if (found === '==' || found === '<>') scanner.corrections.add('operators');
    return signs[found];
  }

  #values(operator: ComparisonOperator): readonly Literal[] | undefined {
    if (operator === 'IN') return this.#set();
    const onlyStrings = /^[A-Z]/.test(operator);
    const ordered = /^[<>]/.test(operator);
    const value = readLiteral(this.scanner, ordered ? 'ordered value' : 'value', operator === 'MATCHES');
    if (value === undefined) return undefined;
    if ((onlyStrings && value.kind !== 'string') || (ordered && value.kind === 'boolean')) return undefined;
    return [value];
  }

  #set(): readonly Literal[] | undefined {
    const { scanner } = this;
    if (!scanner.sign('(')) return undefined;
    const values: Literal[] = [];
    if (scanner.sign(')')) return values;
    do {
      const value = readLiteral(scanner, 'set');
      if (value === undefined) return undefined;
      values.push(value);
    } while (scanner.sign(','));
    return scanner.sign(')') ? values : undefined;
  }

  #path(): ObjectPath | undefined {
    const { scanner } = this;
    const type = scanner.typeName();
    if (type === undefined || !validType.test(type) || !scanner.sign(':')) return undefined;
    const first = this.#key();
    if (first === undefined) return undefined;
    const steps: PathStep[] = [first];
    for (;;) {
      const step = scanner.sign('.') ? this.#key() : scanner.sign('[') ? this.#index() : null;
      if (step === null) return { type, steps };
      if (step === undefined || steps.length >= maxSteps) return undefined;
      steps.push(step);
    }
  }

  #key(): PathStep | undefined {
    const name = readString(this.scanner, 'key') ?? this.scanner.plainKey();
    return name === undefined ? undefined : { kind: 'key', name };
  }

  /** In a lenient reading, also a key between brackets. */
  #index(): PathStep | undefined {
    const { scanner } = this;
    scanner.skipSpace();
    const number = scanner.match(index);
    if (number !== undefined) return scanner.sign(']') ? { kind: 'index', index: number } : undefined;
    if (!scanner.lenient || scanner.looksAt(digits, scanner.at)) return undefined;
    const name = readString(scanner, 'bracketed key') ?? scanner.plainKey();
    if (name === undefined || !scanner.sign(']')) return undefined;
    scanner.corrections.add('keys');
    return { kind: 'key', name };
  }
}

function hasAnd(comparison: Comparison): boolean {
  if (comparison.kind === 'group') return hasAnd(comparison.inner);
  return (
    comparison.kind === 'combined' && (comparison.operator === 'AND' || comparison.operands.some(hasAnd))
  );
}
