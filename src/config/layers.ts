import type { Notice, Problem } from './failure.js';
import { optionList } from './options.js';
import type { OptionKey } from './options.js';

/** Where a value comes from: `name` is the variable, the flag or the file's path. */
export interface Origin {
  readonly source: 'default' | 'file' | 'environment' | 'flag';
  readonly name: string;
}

/** A value as it was written, unparsed. */
export interface Given {
  readonly raw: unknown;
  readonly origin: Origin;
  /** The directory that a relative path in it starts from. */
  readonly base: string;
}

/** What one source says about the options, and what is wrong or remarkable with it. */
export interface Layer {
  readonly values: ReadonlyMap<OptionKey, Given>;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Empty counts as unset, in the environment as in a file: composed deployments set unused variables to nothing. */
export const isBlank = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

export function defaultsLayer(cwd: string): Layer {
  const values = optionList.flatMap((option): [OptionKey, Given][] =>
    option.default === undefined
      ? []
      : [[option.key, { raw: option.default, origin: { source: 'default', name: '' }, base: cwd }]],
  );
  return { values: new Map(values), problems: [], notices: [] };
}

/** Flags by option key, as typed; the flag's own name is in the option table. */
export function flagsLayer(flags: Readonly<Partial<Record<OptionKey, string>>>, cwd: string): Layer {
  const values = optionList.flatMap(({ key, flag }): [OptionKey, Given][] =>
    flags[key] === undefined
      ? []
      : [[key, { raw: flags[key], origin: { source: 'flag', name: flag ?? key }, base: cwd }]],
  );
  return { values: new Map(values), problems: [], notices: [] };
}

/** `ENOENT`, `EACCES`, … of a failed file operation. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'it cannot be read';
