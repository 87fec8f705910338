import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface WriteOptions {
  /** Regardless of the umask and of an existing file. Default 0600. */
  readonly mode?: number | undefined;
  /** If false and the file exists, the call throws EEXIST. Default true. */
  readonly replace?: boolean | undefined;
}

/** Writes all or nothing, by fsync and rename. Replaces a link at the path. Throws the system's error. */
export function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  { mode, replace = true }: WriteOptions = {},
): void {
  // Unpredictable: nobody can plant a file under this name.
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomUUID()}.tmp`);
  try {
    const file = createFile(temporary, mode);
    try {
      // Loops: on a disk that fills up, one write can be short.
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

const temporaryPrefix = (path: string): string => `.${basename(path).slice(0, 100)}.`;

/** Creates a file; the caller closes it. Throws EEXIST for any existing path, also a dangling link. */
export function createFile(path: string, mode = 0o600): number {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    fchmodSync(file, mode);
  } catch (error) {
    // File systems without permissions, such as FAT.
    if (!hasErrorCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS')) {
      closeSync(file);
      throw error;
    }
  }
  return file;
}

/** Deletes the temporary files that killed processes have left. Throws the system's error. */
export function removeTemporaryFiles(path: string): void {
  const directory = dirname(path);
  const prefix = temporaryPrefix(path);
  for (const name of readdirSync(directory)) {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (/^[0-9a-f-]{36}\.tmp$/.test(rest)) rmSync(join(directory, name), { force: true });
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

/** Counts a dangling symbolic link as existing. */
export function pathExists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Creates a directory and its parents (Node's recursive mode hangs below /proc). Throws system errors. */
export function makeDirectory(path: string, mode = 0o700): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent, mode);
  try {
    mkdirSync(path, mode);
    if ((mode & ~lstatSync(path).mode) !== 0) changeMode(path, mode);
  } catch (error) {
    // Another process has created it meanwhile.
    if (!hasErrorCode(error, 'EEXIST')) throw error;
  }
}

/** Whether it is an error of the system with one of the codes, such as ENOENT. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}

function changeMode(path: string, mode: number): void {
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    fchmodSync(directory, mode);
  } finally {
    closeSync(directory);
  }
}

/** The code of a failed system call, for example `ENOENT`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'it cannot be read';
}

/** The system's message (`ENOENT: no such file or directory`) without the path, which can be temporary. */
export function systemErrorMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/, \w+ '.*$/s, '');
}

/** Bytes of the encoded part; file systems allow 255 for the whole name. */
const maxEncodedLength = 180;

/** A file name for an id from outside, percent-encoded; a hash keeps long ones, which are cut, unique. */
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
