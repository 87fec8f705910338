import { join } from 'node:path';
import { loadConfig } from '../../src/config/index.js';
import type { ConfigFailure, LoadedConfig, LoadOptions } from '../../src/config/index.js';

// Configuration files of the tests must not be writable for a group.
process.umask(0o022);

/** Isolated from the files and variables of this machine. */
export const load = (directory: string, options: Partial<LoadOptions> = {}): ReturnType<typeof loadConfig> =>
  loadConfig({
    flags: {},
    env: {},
    cwd: directory,
    home: directory,
    systemDirectory: join(directory, 'no-system-directory'),
    ...options,
  });

export async function loaded(directory: string, options: Partial<LoadOptions> = {}): Promise<LoadedConfig> {
  const result = await load(directory, options);
  if (!result.ok)
    throw new Error(`The configuration is not valid: ${JSON.stringify(result.failure, null, 2)}`);
  return result.value;
}

export async function refused(directory: string, options: Partial<LoadOptions> = {}): Promise<ConfigFailure> {
  const result = await load(directory, options);
  if (result.ok) throw new Error('The configuration is valid, against expectation');
  return result.failure;
}
