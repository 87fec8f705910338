import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import {
  err,
  hasErrorCode,
  makeDirectory,
  ok,
  readRegularFile,
  type Result,
  systemErrorMessage,
  typeOf,
  writeFileAtomically,
} from '../../lib/index.js';
import type { CliFailure } from './failure.js';

/** Counts a dangling symbolic link as existing. */
export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    // A path that cannot be examined is reported by the write that follows.
    () => false,
  );
}

export async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    // Neither can a missing path be a directory, nor one that cannot be examined.
    () => false,
  );
}

export interface WriteOptions {
  readonly force: boolean;
  /** Other users must be able to read the file: modes 0644 and 0755. Default: 0600 and 0700. */
  readonly public?: boolean | undefined;
}

/** All or nothing. Refuses links and special files: nobody means to replace `/dev/stdout`, as root could. */
export async function writeWhole(
  path: string,
  data: string | Buffer,
  { force, public: isPublic = false }: WriteOptions,
): Promise<Result<void, CliFailure>> {
  // A path that cannot be examined is reported by the write.
  const existing = await lstat(path).catch(() => undefined);
  try {
    if (existing !== undefined && !existing.isFile() && (force || existing.isDirectory())) {
      return err({ reason: 'output-not-writable', path, message: `it is ${typeOf(existing)}` });
    }
    makeDirectory(dirname(path), isPublic ? 0o755 : 0o700);
    writeFileAtomically(path, data, { mode: isPublic ? 0o644 : 0o600, replace: force });
    return ok(undefined);
  } catch (error) {
    if (!force && hasErrorCode(error, 'EEXIST')) return err({ reason: 'file-exists', path });
    return err({ reason: 'output-not-writable', path, message: systemErrorMessage(error) });
  }
}

/** Copies a file that is about to be overwritten to the first free name. Undefined for what `writeWhole` refuses. */
export async function backUp(path: string): Promise<Result<string | undefined, CliFailure>> {
  const existing = await lstat(path);
  if (!existing.isFile()) return ok(undefined);
  const read = readRegularFile(path, { followLinks: false });
  if (!read.ok) return err({ reason: 'output-not-writable', path, message: read.failure });
  for (let copy = 1; ; copy++) {
    const backup = `${path}.bak${copy === 1 ? '' : `.${copy}`}`;
    const written = await writeWhole(backup, read.value.text, { force: false });
    if (written.ok) return ok(backup);
    if (written.failure.reason !== 'file-exists') return written;
  }
}
