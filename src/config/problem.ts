import { inspect } from 'node:util';

/** Safe to print. */
export interface Problem {
  /** The option's key, or the name of what is wrong, for example a flag. */
  readonly key: string;
  /** Environment variable, flag or file. */
  readonly where: string;
  /** Quoted and shortened; `***` for a secret; absent if there was no usable value. */
  readonly received?: string | undefined;
  /** Completes "expected …", with the action to take. */
  readonly expected: string;
  /** A phrase that replaces "received …, expected …". */
  readonly mistake?: string | undefined;
}

/** A remark on a usable configuration. */
export interface Notice {
  readonly level: 'debug' | 'info' | 'warn';
  readonly message: string;
}

export const mask = '***';

/** A problem on one line: `opencti.url (OPENCTI_URL): received "x", expected an http or https URL …`. */
export function describeProblem(problem: Problem): string {
  return `${problem.key} (${problem.where}): ${complaintOf(problem)}`;
}

/** What is wrong with the value, without its option and origin. */
export function complaintOf({ received, expected, mistake }: Problem): string {
  if (mistake !== undefined) return mistake;
  return `${received === undefined ? '' : `received ${received}, `}expected ${expected}`;
}

/** Input for a message: quoted, escaped, at most 80 characters, confidential parts masked. */
export function quote(value: unknown): string {
  const text = maskConfidential(
    typeof value === 'string' ? value : inspect(value, { depth: 2, breakLength: Infinity }),
  );
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
  return shown.replaceAll(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?');
}

/** Masks the user information and the query of a URL, and the content of PEM text. */
function maskConfidential(text: string): string {
  return text
    .replace(/(:\/\/)[^]*@/, '$1***@')
    .replace(/(:\/\/[^?]*\?)[^]*/, '$1***')
    .replace(/-----BEGIN[^]*/, '-----BEGIN …');
}
