import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, seen from the built file in `dist/test/tools`. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** A file or folder below `test/fixtures`. */
export function fixturePath(...parts: readonly string[]): string {
  return join(projectRoot, 'test', 'fixtures', ...parts);
}

/**
 * A file or folder of the published sample reports, which the project cannot distribute; undefined if it is absent.
 * They are expected in `TEAMT5_SAMPLES`, or in `shared/samples` beside the project. Tests run over them in addition to
 * the project's own content, never instead of it.
 */
export function samplesPath(...parts: readonly string[]): string | undefined {
  const samples = process.env.TEAMT5_SAMPLES ?? join(dirname(projectRoot), 'shared', 'samples');
  const path = join(samples, ...parts);
  return existsSync(path) ? path : undefined;
}
