import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonObject, removeTemporaryFiles, writeFileAtomically } from '../lib/index.js';

import { readLocalFile } from './directory.js';
import { isText, isTime } from './values.js';

export interface LastFailure {
  /** Unix seconds. */
  readonly at: number;
  readonly reason: string;
  readonly message: string;
}

/** Separate from the state, which a failed run can lack. For display only: file system errors are ignored. */
export interface LastFailureFile {
  load(): LastFailure | undefined;
  save(failure: LastFailure): void;
  forget(): void;
}

/** @param name of the state: file name without extension */
export function lastFailureFile(directory: string, name: string): LastFailureFile {
  const path = join(directory, `${name}.failure.json`);
  return {
    load() {
      const read = readLocalFile(path);
      const value = read.ok ? parseJsonObject(read.value?.text ?? '') : undefined;
      if (value === undefined) return undefined;
      const { at, reason, message } = value;
      return isTime(at) && isText(reason) && isText(message) ? { at, reason, message } : undefined;
    },
    save: (failure) =>
      attempt(() => {
        removeTemporaryFiles(path);
        writeFileAtomically(path, JSON.stringify(failure));
      }),
    forget: () => attempt(() => rmSync(path, { force: true })),
  };
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}
