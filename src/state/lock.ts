import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  createFile,
  err,
  finiteNumber,
  hasErrorCode,
  makeDirectory,
  nonEmptyString,
  ok,
  parseJsonObject,
  type Result,
  systemErrorMessage,
} from '../lib/index.js';
import { readLocalFile } from './directory.js';
import { isSameProcess, type ProcessIdentity, thisProcess } from './process.js';

export interface LockHolder extends ProcessIdentity {
  /** ISO 8601 */
  readonly since: string;
}

export type LockFailure =
  | {
      readonly reason: 'locked';
      readonly path: string;
      readonly holder: LockHolder;
      readonly ageSeconds: number;
    }
  | { readonly reason: 'lock-not-writable'; readonly path: string; readonly message: string };

export interface RunLock {
  /** Shows runs on other hosts that this run is alive; called at least once a minute. */
  refresh(): void;
  release(): void;
}

/** Milliseconds without a refresh after which the lock of a process on another host is dead. */
const deadAfterMs = 5 * 60_000;
/** Of taking over a lock; then another run is assumed to win every time. */
const maxAttempts = 10;

/**
 * Takes the lock of a connector id (docs/operations.md#locking). The pid of a holder on this machine shows
 * whether it runs; elsewhere, the age of the last refresh decides. A dead run's lock is taken over.
 * @param now milliseconds since the epoch
 */
export function acquireLock(
  directory: string,
  name: string,
  now: () => number = Date.now,
): Result<RunLock, LockFailure> {
  const path = join(directory, `${name}.lock`);
  const own: LockHolder = { ...thisProcess(), since: new Date(now()).toISOString() };
  const text = JSON.stringify(own);
  try {
    makeDirectory(directory);
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (createLock(path, text)) return ok(heldLock(path, text, now));
      const read = readHolder(path);
      if (!read.ok) return err({ reason: 'lock-not-writable', path, message: read.failure });
      const holder = read.value;
      if (holder === undefined) continue;
      if (isAlive(holder, now())) {
        const ageSeconds = Math.max(0, Math.round((now() - Date.parse(holder.identity.since)) / 1000));
        return err({ reason: 'locked', path, holder: holder.identity, ageSeconds });
      }
      removeDeadLock(path, holder.text);
    }
    return err({ reason: 'lock-not-writable', path, message: 'other runs take it again and again' });
  } catch (error) {
    return err({ reason: 'lock-not-writable', path, message: systemErrorMessage(error) });
  }
}

/** For `status`; undefined if the lock is free or cannot be read. */
export function lockHolder(
  directory: string,
  name: string,
  now: () => number = Date.now,
): LockHolder | undefined {
  return holderThat(true, directory, name, now);
}

/** For `status`: the holder of a lock whose process ended without releasing it, until the next run takes it. */
export function deadLockHolder(
  directory: string,
  name: string,
  now: () => number = Date.now,
): LockHolder | undefined {
  return holderThat(false, directory, name, now);
}

function holderThat(
  alive: boolean,
  directory: string,
  name: string,
  now: () => number,
): LockHolder | undefined {
  const read = readHolder(join(directory, `${name}.lock`));
  const holder = read.ok ? read.value : undefined;
  return holder !== undefined && isAlive(holder, now()) === alive ? holder.identity : undefined;
}

/** An error of the file system must not end a run: at worst its lock looks older than it is. */
function heldLock(path: string, text: string, now: () => number): RunLock {
  const ifOwn = (action: () => void): void => {
    try {
      if (textOf(path) === text) action();
    } catch {
      return;
    }
  };
  return {
    refresh: () => ifOwn(() => utimesSync(path, new Date(now()), new Date(now()))),
    release: () => ifOwn(() => rmSync(path, { force: true })),
  };
}

/** Writes another name and links it, so that the lock never lacks its content. False if it exists. */
function createLock(path: string, text: string): boolean {
  const temporary = unpredictableName(path);
  try {
    writeNewFile(temporary, text);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (hasErrorCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) return createWithoutLink(path, text);
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Some shared file systems have no hard links; there, a lock is visible before it names its holder. */
function createWithoutLink(path: string, text: string): boolean {
  try {
    writeNewFile(path, text);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function writeNewFile(path: string, text: string): void {
  const file = createFile(path);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** Nobody can plant a file under this name. */
const unpredictableName = (path: string): string => `${path}.${randomUUID()}`;

/** Two runs can remove a dead lock at once: each renames it first and puts back one created meanwhile. */
function removeDeadLock(path: string, text: string): void {
  const moved = unpredictableName(path);
  try {
    renameSync(path, moved);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return;
    throw error;
  }
  if (textOf(moved) === text) rmSync(moved, { force: true });
  else renameSync(moved, path);
}

interface Holder {
  readonly text: string;
  readonly identity: LockHolder;
  /** Milliseconds: the last refresh. */
  readonly modified: number;
}

function isAlive({ identity, modified }: Holder, now: number): boolean {
  return isSameProcess(identity) ?? now - modified < deadAfterMs;
}

/** Undefined if the lock is gone. */
function readHolder(path: string): Result<Holder | undefined, string> {
  const read = readLocalFile(path);
  if (!read.ok) return read;
  if (read.value === undefined) return ok(undefined);
  const { text, modified } = read.value;
  const unknown = { pid: 0, host: 'unknown', since: new Date(modified).toISOString() };
  return ok({ text, identity: parseHolder(text) ?? unknown, modified });
}

function textOf(path: string): string | undefined {
  const read = readLocalFile(path);
  return read.ok ? read.value?.text : undefined;
}

function parseHolder(text: string): LockHolder | undefined {
  const value = parseJsonObject(text);
  const pid = finiteNumber(value?.pid);
  const host = nonEmptyString(value?.host);
  const since = nonEmptyString(value?.since);
  if (pid === undefined || host === undefined || since === undefined) return undefined;
  // kill(2): others are groups of processes, of which one always runs.
  if (!Number.isSafeInteger(pid) || pid < 1) return undefined;
  if (Number.isNaN(Date.parse(since))) return undefined;
  return { pid, host, since, started: nonEmptyString(value?.started), space: nonEmptyString(value?.space) };
}
