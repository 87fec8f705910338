import type { LoadedConfig } from './load.js';
import type { Origin } from './layers.js';
import { optionList } from './options.js';
import type { OptionKey } from './options.js';

export interface DescribedOption {
  readonly key: OptionKey;
  readonly env: string;
  /** `***` for a secret; null where the option is not set. */
  readonly value: string | null;
  readonly origin: Origin | null;
}

/** Every option with its resolved value and where that came from, for `config`; secrets masked. */
export function describeConfig({
  shown,
  origins,
}: Pick<LoadedConfig, 'shown' | 'origins'>): readonly DescribedOption[] {
  return optionList.map(({ key, env }) => {
    const value = shown.get(key) ?? null;
    return { key, env, value, origin: value === null ? null : (origins.get(key) ?? null) };
  });
}
