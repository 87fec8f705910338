import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { err, ok, type Result } from '../result/index.js';
import { isFields } from './parse.js';

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
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
  /** Shows a holder on another host that this run lives; call it at least once a minute. */
  refresh(): void;
  release(): void;
}

/** A lock of another host that has not been refreshed for this long belongs to a dead run. */
const deadAfterMs = 5 * 60_000;

/**
 * One run at a time for a connector id. The lock is a file that names its holder. A holder on this host is asked
 * for by its pid; one on another host (a shared directory) by the age of its last refresh. A dead one is taken over.
 */
export function acquireLock(
  directory: string,
  name: string,
  now: () => number = Date.now,
): Result<RunLock, LockFailure> {
  const path = join(directory, `${name}.lock`);
  const mine: LockHolder = { pid: process.pid, host: hostname(), since: new Date(now()).toISOString() };
  const text = JSON.stringify(mine);
  try {
    mkdirSync(directory, { recursive: true });
    for (let attempt = 0; attempt < 10; attempt++) {
      if (create(path, text)) return ok(heldLock(path, text));
      const holder = readHolder(path);
      if (holder === 'gone') continue;
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
      message: error instanceof Error ? error.message : String(error),
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
    return holder !== 'gone' && holder.alive(now()) ? holder.who : undefined;
  } catch {
    return undefined;
  }
}

function heldLock(path: string, text: string): RunLock {
  const isMine = (): boolean => readText(path) === text;
  return {
    refresh: () => isMine() && writeFileSync(path, text, { mode: 0o600 }),
    release: () => isMine() && rmSync(path, { force: true }),
  };
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
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
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readText(aside) === text) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function readHolder(
  path: string,
): 'gone' | { text: string; who: LockHolder; alive: (now: number) => boolean } {
  const text = readText(path);
  if (text === undefined) return 'gone';
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (modified === undefined) return 'gone';
  const who = parseHolder(text) ?? { pid: 0, host: 'unknown', since: new Date(modified).toISOString() };
  const alive = (now: number): boolean =>
    who.host === hostname() ? isRunning(who.pid) : now - modified < deadAfterMs;
  return { text, who, alive };
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isFields(value)) return undefined;
    const { pid, host, since } = value;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return undefined;
    return { pid, host, since };
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false; // A pid that came round again (containers): the file is not ours yet.
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
