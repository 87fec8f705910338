import { appendFileSync, rmSync } from 'node:fs';
import { isJsonObject, readTextFile } from '../lib/index.js';

import { type Change, isKind, type KindChange } from './change.js';
import { isText, isTime, parseWaiting } from './parse.js';

/**
 * What has changed since the state file was last written whole: one JSON line per change, after a first line that
 * names the state file's generation. Writing a step costs the step, not the state: a run of 10,000 items stays linear.
 * A journal of another generation is stale. A line that a crash cut off ends it: what it said is repeated, not lost.
 */
export interface Journal {
  /** The changes that belong to this generation, oldest first. */
  read(generation: string): readonly Change[];
  /** Throws what the file system throws; the journal must then not be appended to any more. */
  append(generation: string, changes: readonly Change[]): void;
  /** Bytes of this generation written by this process. */
  size(): number;
  /** After the state file has been written whole. */
  discard(): void;
}

export function createJournal(path: string): Journal {
  let begun: string | undefined;
  let size = 0;
  return {
    read(generation) {
      const [first, ...lines] = (readTextFile(path) ?? '').split('\n');
      const header = parseLine(first ?? '');
      if (!isJsonObject(header) || header.generation !== generation) return [];
      const changes: Change[] = [];
      // What follows the last line break is a line that a crash cut off, or nothing.
      for (const line of lines.slice(0, -1)) {
        const change = parseChange(parseLine(line));
        if (change === undefined) break;
        changes.push(change);
      }
      return changes;
    },
    append(generation, changes) {
      const first = begun !== generation;
      const header = first ? `${JSON.stringify({ generation })}\n` : '';
      const text = header + changes.map((change) => `${JSON.stringify(change)}\n`).join('');
      appendFileSync(path, text, { mode: 0o600, flag: first ? 'w' : 'a' });
      size = (first ? 0 : size) + text.length;
      begun = generation;
    },
    size: () => size,
    discard() {
      begun = undefined;
      size = 0;
      rmSync(path, { force: true });
    },
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function parseChange(value: unknown): Change | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, confirmed, openWorks } = value;
  if (isTexts(confirmed)) return { confirmed };
  if (isTexts(openWorks)) return { openWorks };
  const change = isKind(kind) ? parseKindChange(value) : undefined;
  return isKind(kind) && change !== undefined ? { kind, ...change } : undefined;
}

function parseKindChange({
  watermark,
  recent,
  waiting,
}: Readonly<Record<string, unknown>>): KindChange | undefined {
  if (isTime(watermark)) return { watermark };
  if (isList(recent)) {
    const [id, date, fingerprint] = recent;
    return isText(id) && isTime(date) && isText(fingerprint)
      ? { recent: [id, date, fingerprint] }
      : undefined;
  }
  if (!isList(waiting)) return undefined;
  const [id, one] = waiting;
  const item = one === null ? null : parseWaiting(one);
  return isText(id) && item !== undefined ? { waiting: [id, item] } : undefined;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
