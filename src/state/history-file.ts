import { join } from 'node:path';

import { perKind } from '../kinds.js';
import { isJsonObject, parseJsonObject, removeTemporaryFiles, writeFileAtomically } from '../lib/index.js';
import { readLocalFile } from './directory.js';
import {
  type Backlog,
  type DayRecord,
  type History,
  type HistoryEntry,
  type ItemCounts,
  type RunRecord,
  withEntry,
} from './history.js';
import { areTimes, isText, isTime } from './values.js';

/**
 * Separate from the state, so that a reset and a failed run cannot lose it, and no ping sends it. For display only: errors
 * of the file system are ignored, and of two processes that end in the same moment, one entry can be lost.
 */
export interface HistoryFile {
  readonly path: string;
  /** Undefined without a file; `unreadable`: damaged, or of a later version. */
  load(): History | 'unreadable' | undefined;
  /** Never overwrites a file that it cannot read. */
  add(entry: HistoryEntry): void;
}

/** @param name of the state: file name without extension */
export function historyFile(directory: string, name: string): HistoryFile {
  const path = join(directory, `${name}.history.json`);
  const load: HistoryFile['load'] = () => {
    const read = readLocalFile(path);
    if (!read.ok) return 'unreadable';
    if (read.value === undefined) return undefined;
    return parseHistory(parseJsonObject(read.value.text)) ?? 'unreadable';
  };
  return {
    path,
    load,
    add(entry) {
      try {
        const before = load() ?? { days: [], runs: [] };
        if (before === 'unreadable') return;
        removeTemporaryFiles(path);
        writeFileAtomically(path, JSON.stringify({ version: 1, ...withEntry(before, entry) }));
      } catch {
        return;
      }
    },
  };
}

/** Undefined for another value; unknown properties are ignored. */
function parseHistory(value: unknown): History | undefined {
  if (!isJsonObject(value) || value.version !== 1) return undefined;
  const days = listOf(value.days, parseDay);
  const runs = listOf(value.runs, parseRun);
  return days === undefined || runs === undefined ? undefined : { days, runs };
}

/** Undefined if one of them cannot be read. */
function listOf<T>(value: unknown, parse: (one: unknown) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const parsed = value.flatMap((one) => parse(one) ?? []);
  return parsed.length === value.length ? parsed : undefined;
}

function parseDay(value: unknown): DayRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  const { day, runs, refused, lost, imports, resets } = value;
  const items = parseItems(value.items);
  if (!isTime(day) || !areTimes(runs) || items === undefined) return undefined;
  if (!isTime(refused) || !isTime(lost) || !isTime(resets) || !isJsonObject(imports)) return undefined;
  const { works, seconds, longest } = imports;
  if (!isTime(works) || !isTime(seconds) || !isTime(longest)) return undefined;
  const backlog = parseBacklog(value.backlog);
  return {
    day,
    runs,
    items,
    refused,
    lost,
    resets,
    imports: { works, seconds, longest },
    ...(backlog === undefined ? {} : { backlog }),
  };
}

function parseRun(value: unknown): RunRecord | undefined {
  if (!isJsonObject(value)) return undefined;
  const { startedAt, seconds, outcome, reason, message } = value;
  const items = parseItems(value.items);
  if (!isTime(startedAt) || !isText(outcome) || items === undefined) return undefined;
  return {
    startedAt,
    outcome,
    items,
    ...(isTime(seconds) ? { seconds } : {}),
    ...(isText(reason) ? { reason } : {}),
    ...(isText(message) ? { message } : {}),
  };
}

function parseItems(value: unknown): DayRecord['items'] | undefined {
  if (!isJsonObject(value)) return undefined;
  const [reports, bundles] = [parseCounts(value.reports), parseCounts(value.bundles)];
  return reports === undefined || bundles === undefined
    ? undefined
    : perKind((kind) => (kind === 'reports' ? reports : bundles));
}

function parseCounts(value: unknown): ItemCounts | undefined {
  if (!isJsonObject(value)) return undefined;
  const { delivered, updated, failed } = value;
  return isTime(delivered) && isTime(updated) && isTime(failed) ? { delivered, updated, failed } : undefined;
}

function parseBacklog(value: unknown): Backlog | undefined {
  if (!isJsonObject(value)) return undefined;
  const { waiting, givenUp } = value;
  return isTime(waiting) && isTime(givenUp) ? { waiting, givenUp } : undefined;
}
