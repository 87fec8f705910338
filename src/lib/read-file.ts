import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

import { errorCode } from './files.js';
import { err, ok, type Result } from './result.js';

const mebibyte = 1024 * 1024;

export interface ReadOptions {
  /** True for secrets and configuration, which containers mount as links. */
  readonly followLinks: boolean;
  /** Default 1 MiB. */
  readonly maxBytes?: number | undefined;
}

/** Owner and mode are those of the opened file, not of its path. */
export interface ReadFile {
  readonly text: string;
  readonly owner: number;
  readonly mode: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/**
 * Reads a regular file, checked once it is open, so that no pipe blocks and nobody can replace it.
 * @returns as the failure: the error code of the system (`ENOENT`), or what is wrong with the file
 */
export function readRegularFile(path: string, options: ReadOptions): Result<ReadFile, string> {
  const { followLinks, maxBytes = mebibyte } = options;
  // O_NONBLOCK: opening a pipe without a writer would wait. Windows lacks these flags.
  const flags =
    constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | (followLinks ? 0 : constants.O_NOFOLLOW);
  let file: number;
  try {
    file = openSync(path, flags);
  } catch (error) {
    const code = errorCode(error);
    return err(code === 'ELOOP' && !followLinks ? 'it is a symbolic link' : code);
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return err(`it is ${typeOf(status)}, not a regular file`);
    // The size of a file of /proc is 0, and any file can grow while it is read.
    const content = status.size > maxBytes ? undefined : readAtMost(file, maxBytes);
    if (content === undefined) return err(`it is larger than ${maxBytes / mebibyte} MiB`);
    const { uid: owner, mode, mtimeMs: modified } = status;
    return ok({ text: content.toString('utf8'), owner, mode, modified });
  } catch (error) {
    return err(errorCode(error));
  } finally {
    closeSync(file);
  }
}

function readAtMost(file: number, maxBytes: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(64 * 1024, maxBytes + 1 - total));
    const count = readSync(file, chunk);
    if (count === 0) return Buffer.concat(chunks);
    total += count;
    if (total > maxBytes) return undefined;
    chunks.push(chunk.subarray(0, count));
  }
}

/** The type of a file for messages: `a directory`, `a pipe`. */
export function typeOf(status: Stats): string {
  if (status.isSymbolicLink()) return 'a symbolic link';
  if (status.isDirectory()) return 'a directory';
  if (status.isFIFO()) return 'a named pipe';
  if (status.isSocket()) return 'a socket';
  return 'a device';
}
