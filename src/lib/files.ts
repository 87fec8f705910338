import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface WriteOptions {
  /** Permissions of the file, less the umask. */
  readonly mode: number;
  /** Whether an existing file is replaced; if not, the call throws EEXIST. Default true. */
  readonly replace?: boolean | undefined;
  /**
   * Only one process writes this file at a time: the temporary file has a fixed name, `<path>.tmp`, so that crashes leave
   * one at most. Default false: an unpredictable name.
   */
  readonly singleWriter?: boolean | undefined;
}

/**
 * Writes a file completely or not at all: a temporary file in the same directory, fsync, rename. Throws the system's
 * error and leaves no temporary file behind.
 */
export function writeFileAtomically(path: string, data: string | Uint8Array, options: WriteOptions): void {
  const { mode, replace = true, singleWriter = false } = options;
  const temporary = singleWriter
    ? `${path}.tmp`
    : join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  if (singleWriter) rmSync(temporary, { force: true });
  try {
    // Exclusive: a link planted under the name is not followed.
    const file = openSync(temporary, 'wx', mode);
    try {
      // Loops until everything is written: on a disk that fills up, a single write can be short.
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (replace) renameSync(temporary, path);
    else linkOrRename(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A hard link, unlike a rename, replaces nothing: a file that appeared meanwhile stays. */
function linkOrRename(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    // File systems without hard links: FAT, some network shares.
    const canLink = !hasErrorCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP');
    if (canLink || pathExists(path)) throw error;
    renameSync(temporary, path);
  }
}

/** True if the path exists, even as a dangling symbolic link. */
export function pathExists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The text of a file; undefined if it does not exist. Throws any other error of the system. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Creates a directory and its missing parents. Node's recursive mode never returns if a parent exists and still reports
 * ENOENT, as below /proc. Throws the system's error.
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (!hasErrorCode(error, 'EEXIST')) throw error;
  }
}

export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}

/** The system's message (`ENOENT: no such file or directory`) without the path, which can be a temporary one. */
export function systemErrorMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/, \w+ '.*$/s, '');
}

/** Bytes of the encoded part; file systems allow 255 for the whole name. */
const maxEncodedLength = 180;

/**
 * An id from outside as part of a file name: everything but plain characters is percent-encoded. A long one is cut and
 * ends with a hash of the whole, so that two ids never share a name.
 */
export function fileNameOf(id: string): string {
  // encodeURIComponent throws for a lone surrogate.
  const wellFormed = id.replace(/\p{Surrogate}/gu, '\uFFFD');
  const encoded = encodeURIComponent(wellFormed).replace(
    /[*'()!~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const safe = encoded.replace(/^\./, '%2E');
  if (safe.length <= maxEncodedLength && wellFormed === id) return safe;
  return `${safe.slice(0, maxEncodedLength).replace(/%.?$/, '')}-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}
