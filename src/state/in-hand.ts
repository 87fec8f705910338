import { closeSync, ftruncateSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { createFile, nonEmptyString, parseJsonObject } from '../lib/index.js';
import { readLocalFile } from './directory.js';

/** The item in conversion, for the next run (docs/decisions.md#21-the-item-in-conversion-is-on-disk). */
export interface InHand {
  /** Whether two runs ended while they converted the item; each further end allows one more refusal. */
  refuses(item: string): boolean;
  begin(item: string): void;
  /** The conversion of the item ended, with whatever result. */
  end(item: string): void;
  /** The run ends in order. */
  close(): void;
}

/** Unexpected ends of runs during the conversion of one item. One alone proves nothing. */
const mostEnds = 2;

/** Items that are remembered; the oldest ones are forgotten. */
const maxItems = 100;

/** Only for the holder of the lock. Ignores errors of the file system. `name`: without extension. */
export function inHandFile(directory: string, name: string): InHand {
  const path = join(directory, `${name}.converting`);
  let ends: Map<string, number> | undefined;
  let file: number | undefined;
  let current: string | undefined;

  const loaded = (): Map<string, number> => (ends ??= endsOf(path));
  const write = (): void => {
    const text = JSON.stringify({ item: current, ends: [...loaded()].slice(-maxItems) });
    attempt(() => {
      if (file === undefined) {
        rmSync(path, { force: true });
        file = createFile(path);
      }
      ftruncateSync(file, 0);
      writeSync(file, text, 0);
    });
  };

  return {
    refuses(item) {
      if ((loaded().get(item) ?? 0) < mostEnds) return false;
      loaded().set(item, mostEnds - 1);
      write();
      return true;
    },
    begin(item) {
      current = item;
      write();
    },
    end(item) {
      const isKnown = loaded().delete(item);
      if (current !== item && !isKnown) return;
      current = undefined;
      write();
    },
    close() {
      if (file === undefined) return;
      const opened = file;
      current = undefined;
      if (loaded().size > 0) write();
      else attempt(() => rmSync(path, { force: true }));
      attempt(() => closeSync(opened));
      file = undefined;
    },
  };
}

/** The ends of earlier runs by item, the last run included. */
function endsOf(path: string): Map<string, number> {
  const read = readLocalFile(path);
  const value = read.ok ? parseJsonObject(read.value?.text ?? '') : undefined;
  const ends = new Map<string, number>();
  for (const pair of isList(value?.ends) ? value.ends : []) {
    const [item, count] = isList(pair) ? pair : [];
    if (typeof item === 'string' && typeof count === 'number') ends.set(item, count);
  }
  const item = nonEmptyString(value?.item);
  if (item !== undefined) ends.set(item, (ends.get(item) ?? 0) + 1);
  return ends;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}
