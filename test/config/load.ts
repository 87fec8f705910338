import { join } from 'node:path';
import { loadConfig } from '../../src/config/index.js';
import type { ConfigFailure, LoadedConfig, LoadOptions } from '../../src/config/index.js';

/** `loadConfig` where nothing of the machine that runs the test can be found. */
export const load = (directory: string, options: Partial<LoadOptions> = {}): ReturnType<typeof loadConfig> =>
  loadConfig({
    flags: {},
    env: {},
    cwd: directory,
    home: directory,
    systemDirectory: join(directory, 'no-system-directory'),
    ...options,
  });

/** The configuration, where the test takes for granted that it is good. */
export async function loaded(directory: string, options: Partial<LoadOptions> = {}): Promise<LoadedConfig> {
  const result = await load(directory, options);
  if (!result.ok) throw new Error(`Not a good configuration: ${JSON.stringify(result.failure, null, 2)}`);
  return result.value;
}

/** What is wrong, where the test takes for granted that something is. */
export async function refused(directory: string, options: Partial<LoadOptions> = {}): Promise<ConfigFailure> {
  const result = await load(directory, options);
  if (result.ok) throw new Error('A good configuration, against expectation');
  return result.failure;
}
