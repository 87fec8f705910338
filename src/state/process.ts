import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

import { hasErrorCode } from '../lib/index.js';

export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Its start in the kernel's ticks (Linux), which distinguishes processes with a reused pid. */
  readonly started?: string | undefined;
  /** Its pid namespace (Linux): containers with the same host name can each have a process 1. */
  readonly space?: string | undefined;
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    started: readStat(process.pid)?.started,
    space: pidNamespace(),
  };
}

/** Undefined if this process cannot know (another host, another container). */
export function isSameProcess(identity: ProcessIdentity): boolean | undefined {
  if (identity.host !== hostname()) return undefined;
  if (identity.space !== undefined && identity.space !== pidNamespace()) return undefined;
  const stat = readStat(identity.pid);
  // A zombie has ended, but its parent has not collected it yet, as it happens in containers.
  if (stat?.isZombie === true) return false;
  // An earlier process had the pid of this one.
  if (identity.pid === process.pid) {
    return identity.started !== undefined && identity.started === stat?.started;
  }
  if (!isRunning(identity.pid)) return false;
  return identity.started === undefined || stat === undefined || stat.started === identity.started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}

/** Fields 3 and 22 of `stat` in proc(5); the name before them, in parentheses, can contain anything. */
function readStat(
  pid: number,
): { readonly isZombie: boolean; readonly started: string | undefined } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z' || fields[0] === 'X', started: fields[19] };
  } catch {
    return undefined;
  }
}

function pidNamespace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}
