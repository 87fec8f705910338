/** Normalizes names and values where OpenCTI depends on it (docs/opencti-api.md#patterns). */
import { isObservableType } from '../ids/observable.js';
import { propertiesOf } from '../importer/known-properties.js';
import { standardHashName } from '../values/hashes.js';
import { escaped } from './print.js';
import type { Comparison, Literal, ObjectPath, Observation, PathStep, Test } from './ast.js';

/** Keeps the meaning; the text completes "Changed …". */
export type Normalization =
  'hash names' | 'object types' | 'property names' | 'lists of hashes' | 'MAC addresses';

/** The same object if nothing changes. Adds what it changes to `changes`. */
export function normalizePattern(pattern: Observation, changes: Set<Normalization>): Observation {
  switch (pattern.kind) {
    case 'observation': {
      const comparison = normalizeComparison(pattern.comparison, changes);
      return comparison === pattern.comparison ? pattern : { kind: 'observation', comparison };
    }
    case 'group':
    case 'qualified': {
      const inner = normalizePattern(pattern.inner, changes);
      return inner === pattern.inner ? pattern : { ...pattern, inner };
    }
    case 'combined': {
      const operands = mapped(pattern.operands, (operand) => normalizePattern(operand, changes));
      return operands === pattern.operands ? pattern : { ...pattern, operands };
    }
  }
}

function normalizeComparison(comparison: Comparison, changes: Set<Normalization>): Comparison {
  switch (comparison.kind) {
    case 'group': {
      const inner = normalizeComparison(comparison.inner, changes);
      return inner === comparison.inner ? comparison : { kind: 'group', inner };
    }
    case 'combined': {
      const operands = mapped(comparison.operands, (operand) => normalizeComparison(operand, changes));
      return operands === comparison.operands ? comparison : { ...comparison, operands };
    }
    case 'exists': {
      const path = normalizePath(comparison.path, changes);
      return path === comparison.path ? comparison : { ...comparison, path };
    }
    case 'test': {
      const path = normalizePath(comparison.path, changes);
      const values = normalizeValues(path, comparison, changes);
      const same = path === comparison.path && values === comparison.values;
      return withoutHashList(same ? comparison : { ...comparison, path, values }, changes);
    }
  }
}

/** The same list if no item changes. */
function mapped<Item>(items: readonly Item[], map: (item: Item) => Item): readonly Item[] {
  let results: Item[] | undefined;
  for (const [index, item] of items.entries()) {
    const result = map(item);
    if (results === undefined && result !== item) results = items.slice(0, index);
    results?.push(result);
  }
  return results ?? items;
}

function normalizePath(path: ObjectPath, changes: Set<Normalization>): ObjectPath {
  const type = normalType(path.type);
  if (type !== path.type) changes.add('object types');
  const named = withPropertyName(type, path.steps);
  if (named !== path.steps) changes.add('property names');
  let underHashes = false;
  const steps = mapped(named, (step): PathStep => {
    const name = underHashes && step.kind === 'key' ? standardHashName(step.name) : undefined;
    underHashes = step.kind === 'key' && step.name === 'hashes';
    return step.kind === 'key' && name !== undefined && name !== step.name ? { kind: 'key', name } : step;
  });
  if (steps !== named) changes.add('hash names');
  return type === path.type && steps === path.steps ? path : { type, steps };
}

/** Property names of STIX are in lower case (STIX 2.1 section 3.1); in capitals, a known one matches nothing. */
function withPropertyName(type: string, steps: readonly PathStep[]): readonly PathStep[] {
  const [first, ...others] = steps;
  if (first?.kind !== 'key' || !/[A-Z]/.test(first.name) || !isObservableType(type)) return steps;
  const name = first.name.toLowerCase();
  const known = propertiesOf(type);
  return known?.has(name) === true && !known.has(first.name) ? [{ kind: 'key', name }, ...others] : steps;
}

function normalType(type: string): string {
  if (isObservableType(type)) return type;
  const normal = type.toLowerCase().replaceAll('_', '-');
  return isObservableType(normal) ? normal : type;
}

/** STIX 2.1 section 6.10 requires lower case and colons; another form matches nothing. */
function normalizeValues(
  path: ObjectPath,
  { operator, values }: Test,
  changes: Set<Normalization>,
): readonly Literal[] {
  if (path.type !== 'mac-addr' || (operator !== '=' && operator !== '!=' && operator !== 'IN')) return values;
  const normal = mapped(values, (value): Literal => {
    if (value.kind !== 'string' || !/^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value.text)) return value;
    const text = value.text.toLowerCase().replaceAll('-', ':');
    return text === value.text ? value : { kind: 'string', text };
  });
  if (normal !== values) changes.add('MAC addresses');
  return normal;
}

/** The platform takes a list for one hash and refuses it; alternatives mean the same. */
function withoutHashList(test: Test, changes: Set<Normalization>): Comparison {
  if (test.operator !== 'IN' || test.values.length === 0 || checkedHash(test.path) === undefined) return test;
  changes.add('lists of hashes');
  const operands = test.values.map((value): Test => ({
    kind: 'test',
    path: test.path,
    negated: false,
    operator: test.negated ? '!=' : '=',
    values: [value],
  }));
  const [only] = operands;
  if (operands.length === 1 && only !== undefined) return only;
  return { kind: 'group', inner: { kind: 'combined', operator: test.negated ? 'AND' : 'OR', operands } };
}

/** The name of the hash at the end of a path. */
function hashSelector({ steps }: ObjectPath): string | undefined {
  const last = steps.at(-1);
  return last?.kind === 'key' && steps.some((step) => step.kind === 'key' && step.name === 'hashes')
    ? last.name
    : undefined;
}

const hexDigits = (count: number): RegExp => new RegExp(`^[0-9a-f]{${count}}$`, 'i');

/** Hash name in capitals without hyphens -> the values that the platform's validator accepts. */
const hashForms = new Map<string, RegExp>([
  ['MD5', hexDigits(32)],
  ['MD6', /^[0-9a-f]{32}/i],
  ['RIPEMD160', hexDigits(40)],
  ['SHA1', hexDigits(40)],
  ['SHA224', hexDigits(56)],
  ['SHA256', hexDigits(64)],
  ['SHA384', hexDigits(96)],
  ['SHA512', hexDigits(128)],
  ['SHA3224', hexDigits(56)],
  ['SHA3256', hexDigits(64)],
  ['SHA3384', hexDigits(96)],
  ['SHA3512', hexDigits(128)],
  ['SSDEEP', /^[a-zA-Z0-9/+:.]{1,128}$/],
  ['WHIRLPOOL', hexDigits(128)],
]);

/** With the form that the platform requires; undefined if it requires none. */
function checkedHash(path: ObjectPath): { readonly name: string; readonly form: RegExp } | undefined {
  const name = hashSelector(path);
  const form = name === undefined ? undefined : hashForms.get(name.toUpperCase().replace(/[-']/g, ''));
  return name === undefined || form === undefined ? undefined : { name, form };
}

/** A hash that OpenCTI refuses with any operator (docs/opencti-api.md#patterns). */
export function refusedHash(test: Test): { readonly name: string; readonly value: string } | undefined {
  const checked = checkedHash(test.path);
  if (checked === undefined) return undefined;
  const bad = test.values.find(({ text }) => !checked.form.test(escaped(text).replaceAll("'", '')));
  if (bad !== undefined) return { name: checked.name, value: bad.text };
  return test.operator === 'IN' ? { name: checked.name, value: 'a list' } : undefined;
}
