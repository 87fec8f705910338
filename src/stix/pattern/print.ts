/** Writes the normal form: one space between words, operators in capitals, keys quoted only if needed. */
import type { Comparison, Literal, ObjectPath, Observation, Qualifier } from './ast.js';
import { keywords } from './scanner.js';

export function printPattern(pattern: Observation): string {
  const parts: string[] = [];
  observation(pattern, parts);
  return parts.join('');
}

function observation(pattern: Observation, parts: string[]): void {
  switch (pattern.kind) {
    case 'observation':
      parts.push('[');
      comparison(pattern.comparison, parts);
      parts.push(']');
      return;
    case 'group':
      parts.push('(');
      observation(pattern.inner, parts);
      parts.push(')');
      return;
    case 'qualified':
      observation(pattern.inner, parts);
      for (const each of pattern.qualifiers) parts.push(' ', qualifier(each));
      return;
    case 'combined':
      pattern.operands.forEach((operand, index) => {
        if (index > 0) parts.push(` ${pattern.operator} `);
        observation(operand, parts);
      });
  }
}

function comparison(test: Comparison, parts: string[]): void {
  switch (test.kind) {
    case 'group':
      parts.push('(');
      comparison(test.inner, parts);
      parts.push(')');
      return;
    case 'exists':
      parts.push(test.negated ? 'NOT EXISTS ' : 'EXISTS ', printPath(test.path));
      return;
    case 'combined':
      test.operands.forEach((operand, index) => {
        if (index > 0) parts.push(` ${test.operator} `);
        comparison(operand, parts);
      });
      return;
    case 'test': {
      parts.push(printPath(test.path), test.negated ? ' NOT ' : ' ', test.operator, ' ');
      const values = test.values.map(printLiteral).join(', ');
      parts.push(test.operator === 'IN' ? `(${values})` : values);
    }
  }
}

function qualifier(qualifier: Qualifier): string {
  switch (qualifier.kind) {
    case 'WITHIN':
      return `WITHIN ${qualifier.seconds} SECONDS`;
    case 'REPEATS':
      return `REPEATS ${qualifier.times} TIMES`;
    case 'START':
      return `START t'${qualifier.start}' STOP t'${qualifier.stop}'`;
  }
}

export function printPath({ type, steps }: ObjectPath): string {
  let text = `${type}:`;
  steps.forEach((step, index) => {
    if (step.kind === 'index') text += `[${step.index}]`;
    else text += (index === 0 ? '' : '.') + (isPlainKey(step.name) ? step.name : quoted(step.name));
  });
  return text;
}

const isPlainKey = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !keywords.has(name);

const prefixes = { string: '', timestamp: 't', hex: 'h', binary: 'b' };

export function printLiteral({ kind, text }: Literal): string {
  return kind === 'number' || kind === 'boolean' ? text : prefixes[kind] + quoted(text);
}

const quoted = (text: string): string => `'${escaped(text)}'`;

/** With the escapes of a string constant (STIX 2.1 section 9.3). */
export function escaped(text: string): string {
  return /['\\]/.test(text) ? text.replace(/['\\]/g, '\\$&') : text;
}
