import { randomUUID } from 'node:crypto';
import { link, lstat, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { err, ok, type Result } from '../lib/index.js';
import { makeDirectory, systemMessage } from '../state/index.js';
import type { CliFailure } from './failure.js';

/** Something stands at this path, be it a link to nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

export async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Writes a file whole or not at all: into a temporary one beside it, which then takes its name.
 * @param options.force whether a file that is there may be replaced
 * @param options.mode default 0o666, less the umask
 */
export async function writeWhole(
  path: string,
  data: string | Buffer,
  { force, mode = 0o666 }: { readonly force: boolean; readonly mode?: number },
): Promise<Result<void, CliFailure>> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    makeDirectory(dirname(path));
    await writeFile(temporary, data, { flag: 'wx', mode });
    // A link, unlike a rename, replaces nothing: what came meanwhile stays.
    if (force) await rename(temporary, path);
    else await takeName(temporary, path);
    return ok(undefined);
  } catch (error) {
    if (!force && isCode(error, 'EEXIST')) return err({ reason: 'file-exists', path });
    if (await isDirectory(path))
      return err({ reason: 'output-not-writable', path, message: 'it is a directory' });
    return err({ reason: 'output-not-writable', path, message: systemMessage(error) });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function takeName(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    // File systems without hard links (FAT, some shares).
    const cannotLink = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].some((code) => isCode(error, code));
    if (!cannotLink || (await isThere(path))) throw error;
    await rename(temporary, path);
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
