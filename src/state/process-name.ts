import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hasErrorCode } from '../lib/index.js';

/** What tells one process from all others, as far as this system knows. */
export interface ProcessName {
  readonly pid: number;
  readonly host: string;
  /** When it started, in the kernel's ticks (Linux): a pid comes round again, together with this it does not. */
  readonly started?: string | undefined;
  /** The pid namespace (Linux): containers of one host name may each have a process 1. */
  readonly space?: string | undefined;
}

export function thisProcess(): ProcessName {
  const started = startOf(process.pid);
  const space = pidSpace();
  return {
    pid: process.pid,
    host: hostname(),
    ...(started === undefined ? {} : { started }),
    ...(space === undefined ? {} : { space }),
  };
}

/** Whether that process still runs; undefined where nobody here can tell (another host, another container). */
export function isSameProcess(name: ProcessName): boolean | undefined {
  if (name.host !== hostname()) return undefined;
  if (name.space !== undefined && name.space !== pidSpace()) return undefined;
  // A pid that came round again: what carries it was not us.
  if (name.pid === process.pid) return name.started !== undefined && name.started === startOf(name.pid);
  if (!isRunning(name.pid)) return false;
  const started = startOf(name.pid);
  return name.started === undefined || started === undefined || started === name.started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}

/** Field 22 of proc(5)'s stat; the name before it, in parentheses, may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function pidSpace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}
