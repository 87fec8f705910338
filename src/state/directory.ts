import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  currentUser,
  directoryFault,
  err,
  isTrustedOwner,
  makeDirectory,
  ok,
  type ReadFile,
  readRegularFile,
  type Result,
  systemErrorMessage,
  typeOf,
} from '../lib/index.js';
import { loadConf } from './load-conf.js';

/** Another user could read, change or plant the state (docs/operations.md#files-and-permissions). */
export interface UnsafeState {
  readonly reason: 'state-not-private';
  readonly path: string;
  readonly message: string;
  readonly advice: string;
}

export type DirectoryFailure =
  | UnsafeState
  | {
      readonly reason: 'state-not-writable' | 'state-unreadable';
      readonly path: string;
      readonly message: string;
    };

export interface DirectoryOptions {
  /** Default: conf's directory for this user (XDG on Linux). */
  readonly directory?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

/** The checked directory: only this user and root can write to it. Created (0700) unless `readOnly`. */
export async function openDirectory(options: DirectoryOptions): Promise<Result<string, DirectoryFailure>> {
  const { directory, readOnly = false } = options;
  let path = directory ?? '';
  try {
    if (directory === undefined) path = await defaultDirectory(readOnly);
    else if (!readOnly) makeDirectory(directory);
    // Unlike `existsSync`: a directory that this user may not enter is not a missing one.
    if (readOnly && lstatSync(path, { throwIfNoEntry: false }) === undefined) return ok(path);
    const fault = directoryFault(path, { tighten: !readOnly && holdsOwnFilesOnly(path) });
    return fault === undefined ? ok(path) : err({ reason: 'state-not-private', path, ...fault });
  } catch (error) {
    const reason = readOnly ? 'state-unreadable' : 'state-not-writable';
    return err({ reason, path, message: systemErrorMessage(error) });
  }
}

/** conf creates its directory when it reads a file; this name never exists, so it reads none. */
async function defaultDirectory(readOnly: boolean): Promise<string> {
  const Conf = await loadConf();
  const { path } = new Conf({ projectName: 'teamt5-opencti', projectSuffix: '', configName: randomUUID() });
  const directory = dirname(path);
  if (readOnly) removeEmpty(directory);
  return directory;
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    return;
  }
}

/** Other users can have a right to read a directory that contains other files. */
function holdsOwnFilesOnly(directory: string): boolean {
  return readdirSync(directory).every((name) => ownFile.test(name));
}

const ownFile =
  /^(?:token\.json|(?:[\da-f-]{36}|default|auth)\.(?:json|journal|lock|converting|failure\.json|history\.json))$/i;

/** The first local file of the state `name` that is not a regular file of this user (a planted link). */
export function unsafeFile(directory: string, name: string): UnsafeState | undefined {
  const suffixes = ['json', 'journal', 'lock', 'converting', 'failure.json', 'history.json'];
  const names = [...suffixes.map((suffix) => `${name}.${suffix}`), 'token.json'];
  for (const file of names) {
    const path = join(directory, file);
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) continue;
    const fault = status.isFile() ? ownerFault(status.uid) : `it is ${typeOf(status)}, not a regular file`;
    if (fault !== undefined) return { reason: 'state-not-private', path, message: fault, advice: removeIt };
  }
  return undefined;
}

const removeIt = 'Move it away: another user can have placed it there.';

function ownerFault(owner: number): string | undefined {
  const user = currentUser();
  return isTrustedOwner(owner, user)
    ? undefined
    : `it belongs to another user (${owner}; this process runs as ${user ?? '?'})`;
}

/** More than a retry queue with hundreds of listing entries of 1 MB. */
const maxBytes = 256 * 1024 * 1024;

/** Undefined if the file does not exist. Fails for links, special files and files of other users. */
export function readLocalFile(path: string): Result<ReadFile | undefined, string> {
  const read = readRegularFile(path, { followLinks: false, maxBytes });
  if (!read.ok) return read.failure === 'ENOENT' ? ok(undefined) : read;
  const fault = ownerFault(read.value.owner);
  return fault === undefined ? read : err(fault);
}
