import { inspect } from 'node:util';
import type { LoadedConfig } from './load.js';
import type { OptionKey, Purpose } from './options.js';

/** One thing wrong with the configuration; safe to print. */
export interface Problem {
  /** The option's key, or what stands in its place (an unknown key). */
  readonly key: string;
  /** Environment variable, flag or file. */
  readonly where: string;
  /** What was given, quoted and shortened; `***` where it is a secret; absent where nothing usable was given. */
  readonly received?: string | undefined;
  /** What would be right, and what to do. */
  readonly expected: string;
}

/** Everything wrong with the configuration, at once. */
export interface ConfigFailure {
  readonly reason: 'config';
  readonly problems: readonly Problem[];
  /** Remarks that may explain a problem (a variable that is misspelt). */
  readonly notices: readonly Notice[];
  /** What the configuration says apart from the problems. */
  readonly rest: Pick<LoadedConfig, 'origins' | 'shown' | 'file'>;
}

/** A good configuration that lacks what a command needs. */
export interface MissingOptions {
  readonly reason: 'config-missing';
  readonly purpose: Purpose;
  readonly missing: readonly { readonly key: OptionKey; readonly env: string }[];
}

/** Something the user should know although the configuration is usable. */
export interface Notice {
  readonly level: 'info' | 'warn';
  readonly message: string;
}

/** One line for people: `opencti.url (OPENCTI_URL): received "x", expected an http or https URL …`. */
export function describeProblem({ key, where, received, expected }: Problem): string {
  const got = received === undefined ? '' : `received ${received}, `;
  return `${key} (${where}): ${got}expected ${expected}`;
}

/** Outside text without what may be confidential in it: user information and query of a URL, PEM text. */
const discreet = (text: string): string =>
  text
    .replace(/(:\/\/)[^]*@/, '$1***@')
    .replace(/(:\/\/[^?]*\?)[^]*/, '$1***')
    .replace(/-----BEGIN[^]*/, '-----BEGIN …');

/** Outside text as it may appear in a message: quoted, control characters escaped, at most 80 characters. */
export function quote(raw: unknown): string {
  const written = discreet(typeof raw === 'string' ? raw : inspect(raw, { depth: 2, breakLength: Infinity }));
  const shown = JSON.stringify(written.length > 80 ? `${written.slice(0, 79)}…` : written);
  return shown.replaceAll(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?');
}
