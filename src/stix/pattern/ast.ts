/** The syntax tree of a pattern (STIX 2.1 section 9). */

/** A key, or the index of a list (`*` for any). */
export type PathStep =
  { readonly kind: 'key'; readonly name: string } | { readonly kind: 'index'; readonly index: string };

/** `file:hashes.'SHA-256'` (STIX 2.1 section 9.7). */
export interface ObjectPath {
  readonly type: string;
  readonly steps: readonly PathStep[];
}

/** A constant (STIX 2.1 section 9.3). `text` has no quotes and no escapes. */
export interface Literal {
  readonly kind: 'string' | 'timestamp' | 'hex' | 'binary' | 'number' | 'boolean';
  readonly text: string;
}

export type ComparisonOperator =
  '=' | '!=' | '>' | '<' | '>=' | '<=' | 'IN' | 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET';

export interface Test {
  readonly kind: 'test';
  readonly path: ObjectPath;
  readonly negated: boolean;
  readonly operator: ComparisonOperator;
  /** One, or any number for `IN`. */
  readonly values: readonly Literal[];
}

/** A comparison expression (STIX 2.1 section 9.6). */
export type Comparison =
  | Test
  | { readonly kind: 'exists'; readonly negated: boolean; readonly path: ObjectPath }
  | { readonly kind: 'group'; readonly inner: Comparison }
  | {
      readonly kind: 'combined';
      readonly operator: 'AND' | 'OR';
      readonly operands: readonly Comparison[];
    };

/** STIX 2.1 section 9.5.1. Numbers and times stay as the pattern writes them. */
export type Qualifier =
  | { readonly kind: 'WITHIN'; readonly seconds: string }
  | { readonly kind: 'REPEATS'; readonly times: string }
  | { readonly kind: 'START'; readonly start: string; readonly stop: string };

/** An observation expression (STIX 2.1 section 9.5). */
export type Observation =
  | { readonly kind: 'observation'; readonly comparison: Comparison }
  | { readonly kind: 'group'; readonly inner: Observation }
  | {
      readonly kind: 'qualified';
      readonly inner: Observation;
      readonly qualifiers: readonly Qualifier[];
    }
  | {
      readonly kind: 'combined';
      readonly operator: 'AND' | 'OR' | 'FOLLOWEDBY';
      readonly operands: readonly Observation[];
    };

export function testsOf(pattern: Observation): Exclude<Comparison, { kind: 'group' | 'combined' }>[] {
  const tests: Exclude<Comparison, { kind: 'group' | 'combined' }>[] = [];
  const pending: (Observation | Comparison)[] = [pattern];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'test' || next.kind === 'exists') tests.push(next);
    else if (next.kind === 'combined')
      for (let at = next.operands.length - 1; at >= 0; at -= 1) {
        const operand = next.operands[at];
        if (operand !== undefined) pending.push(operand);
      }
    else pending.push(next.kind === 'observation' ? next.comparison : next.inner);
  }
  return tests;
}
