import { linkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  err,
  hasErrorCode,
  isJsonObject,
  makeDirectory,
  ok,
  readTextFile,
  type Result,
  systemErrorMessage,
} from '../lib/index.js';

import { isSameProcess, type ProcessName, thisProcess } from './process-name.js';

export interface LockHolder extends ProcessName {
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
  /** Shows a holder that nobody here can ask for that this run lives; call it at least once a minute. */
  refresh(): void;
  release(): void;
}

/** A lock whose holder cannot be asked for and that has not been refreshed for this long belongs to a dead run. */
const deadAfterMs = 5 * 60_000;

/**
 * One run at a time for a connector id. The lock is a file that names its holder. A holder that runs on this machine is
 * asked for by its pid; one elsewhere (a shared directory, another container) by the age of its last refresh. A dead
 * one is taken over.
 */
export function acquireLock(
  directory: string,
  name: string,
  now: () => number = Date.now,
): Result<RunLock, LockFailure> {
  const path = join(directory, `${name}.lock`);
  const mine: LockHolder = { ...thisProcess(), since: new Date(now()).toISOString() };
  const text = JSON.stringify(mine);
  try {
    makeDirectory(directory);
    for (let attempt = 0; attempt < 10; attempt++) {
      if (create(path, text)) return ok(heldLock(path, text));
      const holder = readHolder(path);
      if (holder === undefined) continue;
      if (holder.alive(now())) {
        const ageSeconds = Math.max(0, Math.round((now() - Date.parse(holder.who.since)) / 1000));
        return err({ reason: 'locked', path, holder: holder.who, ageSeconds });
      }
      discard(path, holder.text);
    }
    return err({ reason: 'lock-not-writable', path, message: 'other runs keep taking it' });
  } catch (error) {
    return err({
      reason: 'lock-not-writable',
      path,
      message: systemErrorMessage(error),
    });
  }
}

/** Who holds the lock of a connector id right now, for `status`. */
export function lockHolder(
  directory: string,
  name: string,
  now: () => number = Date.now,
): LockHolder | undefined {
  try {
    const holder = readHolder(join(directory, `${name}.lock`));
    return holder?.alive(now()) === true ? holder.who : undefined;
  } catch {
    return undefined;
  }
}

/** What the file system refuses a run at work must not end it: at worst its lock looks older than it is. */
function heldLock(path: string, text: string): RunLock {
  const ifMine = (action: () => void): void => {
    try {
      if (readTextFile(path) === text) action();
    } catch {
      return;
    }
  };
  return {
    refresh: () => ifMine(() => utimesSync(path, new Date(), new Date())),
    release: () => ifMine(() => rmSync(path, { force: true })),
  };
}

/** Complete from its first moment: written aside, then linked. Answers false where there is a lock already. */
function create(path: string, text: string): boolean {
  const aside = `${path}.${process.pid}`;
  try {
    writeFileSync(aside, text, { mode: 0o600 });
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (hasErrorCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'))
      return createWithoutLinks(path, text);
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Some shared file systems know no links: there a lock may be seen before it names its holder. */
function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Removes a dead run's lock. Two runs may see it at once: each moves it away under a name of its own, and one that
 * thereby caught a lock made meanwhile puts it back.
 */
function discard(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readTextFile(aside) === text) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

interface Holder {
  readonly text: string;
  readonly who: LockHolder;
  alive(now: number): boolean;
}

/** Undefined where the lock has gone meanwhile. */
function readHolder(path: string): Holder | undefined {
  const text = readTextFile(path);
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (text === undefined || modified === undefined) return undefined;
  const who = parseHolder(text) ?? { pid: 0, host: 'unknown', since: new Date(modified).toISOString() };
  const alive = (now: number): boolean => isSameProcess(who) ?? now - modified < deadAfterMs;
  return { text, who, alive };
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    const { pid, host, since, started, space } = value;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return undefined;
    return {
      ...{ pid, host, since },
      ...(typeof started === 'string' ? { started } : {}),
      ...(typeof space === 'string' ? { space } : {}),
    };
  } catch {
    return undefined;
  }
}
