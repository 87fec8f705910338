import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, from the built `dist/test/tools`. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** A file or folder below `test/fixtures`. */
export function fixturePath(...parts: readonly string[]): string {
  return join(projectRoot, 'test', 'fixtures', ...parts);
}

/**
 * A file or folder of the reference material beside the checkout, for tests that can use it.
 * Undefined where it is absent: such tests skip, the project never needs it.
 */
export function sharedPath(...parts: readonly string[]): string | undefined {
  const path = join(process.env.TEAMT5_SHARED ?? join(projectRoot, '..', 'shared'), ...parts);
  return existsSync(path) ? path : undefined;
}
