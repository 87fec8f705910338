import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Seen from the built file in `dist/test/tools`. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export function fixturePath(...parts: readonly string[]): string {
  return join(projectRoot, 'test', 'fixtures', ...parts);
}

/** Below the published reports (`TEAMT5_SAMPLES` or `shared/samples`), which cannot be distributed. */
export function samplesPath(...parts: readonly string[]): string | undefined {
  const samples = process.env.TEAMT5_SAMPLES ?? join(dirname(projectRoot), 'shared', 'samples');
  const path = join(samples, ...parts);
  return existsSync(path) ? path : undefined;
}
