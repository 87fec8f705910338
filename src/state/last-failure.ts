import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonObject, removeTemporaryFiles, writeFileAtomically } from '../lib/index.js';

import { readLocalFile } from './directory.js';
import { isText, isTime } from './parse.js';

/** The reason of the last failed run. */
export interface LastFailure {
  /** Unix seconds. */
  readonly at: number;
  readonly reason: string;
  readonly message: string;
}

/**
 * A file of its own beside the state, because a run can also fail before it reads the state or because it cannot write
 * it. The file is for display only, so errors of the file system are ignored.
 */
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
