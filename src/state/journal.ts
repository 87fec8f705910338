import { appendFileSync, closeSync, constants, fstatSync, openSync, rmSync } from 'node:fs';
import { createFile, type JsonObject, ok, parseJsonObject, type Result } from '../lib/index.js';

import type { Change, KindChange } from './change.js';
import { readLocalFile } from './directory.js';
import { parseWaiting } from './parse.js';
import { parsePushed } from './parse-imports.js';
import { isKind, isText, isTexts, isTime } from './values.js';

/**
 * The changes since the state file was written, one JSON line each; the first line names its generation.
 * A write costs as much as the change, not as the state. A line that a crash cut off is ignored.
 */
export interface Journal {
  readonly path: string;
  /** Oldest first. */
  read(generation: string): Result<readonly Change[], string>;
  /** Throws the errors of the file system; after that, nothing must be appended. */
  append(generation: string, changes: readonly Change[]): void;
  /** Bytes of this generation written by this process. */
  size(): number;
  /** Called after the state file has been written completely. */
  discard(): void;
}

export function createJournal(path: string): Journal {
  let currentGeneration: string | undefined;
  let size = 0;
  return {
    path,
    read(generation) {
      const read = readLocalFile(path);
      if (!read.ok) return read;
      const [first, ...lines] = (read.value?.text ?? '').split('\n');
      if (parseJsonObject(first ?? '')?.generation !== generation) return ok([]);
      const changes: Change[] = [];
      // After the last line break there is nothing, or a line that a crash cut off.
      for (const line of lines.slice(0, -1)) {
        const change = parseChange(parseJsonObject(line));
        if (change === undefined) break;
        changes.push(change);
      }
      return ok(changes);
    },
    append(generation, changes) {
      const first = currentGeneration !== generation;
      const header = first ? `${JSON.stringify({ generation })}\n` : '';
      const text = header + changes.map((change) => `${JSON.stringify(change)}\n`).join('');
      const file = first ? replaceFile(path) : openForAppending(path);
      try {
        appendFileSync(file, text);
      } finally {
        closeSync(file);
      }
      size = (first ? 0 : size) + text.length;
      currentGeneration = generation;
    },
    size: () => size,
    discard() {
      currentGeneration = undefined;
      size = 0;
      rmSync(path, { force: true });
    },
  };
}

function replaceFile(path: string): number {
  rmSync(path, { force: true });
  return createFile(path);
}

function openForAppending(path: string): number {
  const { O_WRONLY, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(`${path} is not a regular file`);
}

function parseChange(value: JsonObject | undefined): Change | undefined {
  if (value === undefined) return undefined;
  const { kind, confirmed, openWorks } = value;
  const pushed = parsePushed(value.pushed);
  if (pushed !== undefined) return { pushed };
  if (isTexts(confirmed)) return { confirmed };
  if (isTexts(openWorks)) return { openWorks };
  const change = isKind(kind) ? parseKindChange(value) : undefined;
  return isKind(kind) && change !== undefined ? { kind, ...change } : undefined;
}

function parseKindChange({ watermark, recent, waiting }: JsonObject): KindChange | undefined {
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
