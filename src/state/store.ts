import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  err,
  isJsonObject,
  type JsonObject,
  ok,
  parseJsonObject,
  removeTemporaryFiles,
  type Result,
  systemErrorMessage,
  writeFileAtomically,
} from '../lib/index.js';

import { applyChanges, type Change } from './change.js';
import { openDirectory, readLocalFile, unsafeFile, type UnsafeState } from './directory.js';
import type { LocalState, State } from './document.js';
import { createJournal } from './journal.js';
import { parseState, stateFault } from './parse.js';
import { isTexts } from './values.js';

export type StateFailure =
  | {
      readonly reason: 'state-unreadable';
      readonly path: string;
      readonly message: string;
      readonly laterVersion?: true | undefined;
    }
  | { readonly reason: 'state-not-writable'; readonly path: string; readonly message: string };

/** The local state (docs/operations.md#where-the-state-lives): a JSON file and a journal of changes. */
export interface StateStore {
  readonly path: string;
  readonly directory: string;
  /** Undefined if nothing is stored. */
  load(): Result<LocalState | undefined, StateFailure>;
  save(local: LocalState): Result<void, StateFailure>;
  /** Appends to the journal; calls `whole` if the file has to be written completely instead. */
  record(changes: readonly Change[], whole: () => LocalState): Result<void, StateFailure>;
}

/** Bytes. A larger journal is merged into the state file once it exceeds half of it, too. */
const maxJournal = 128 * 1024;

/**
 * @param options.directory default: conf's directory for this user (XDG on Linux)
 * @param options.name file name without extension: the connector id
 * @param options.readOnly creates no directory
 */
export async function openStateStore(options: {
  readonly directory?: string | undefined;
  readonly name: string;
  readonly readOnly?: boolean | undefined;
}): Promise<Result<StateStore, StateFailure | UnsafeState>> {
  const { name, ...where } = options;
  const directory = await openDirectory(where);
  if (!directory.ok) return directory;
  try {
    const unsafe = unsafeFile(directory.value, name);
    return unsafe === undefined ? ok(storeAt(directory.value, name)) : err(unsafe);
  } catch (error) {
    const path = directory.value;
    return err({ reason: 'state-unreadable', path, message: systemErrorMessage(error) });
  }
}

function storeAt(directory: string, name: string): StateStore {
  const path = join(directory, `${name}.json`);
  const journal = createJournal(join(directory, `${name}.journal`));
  let generation: string | undefined;
  let wholeSize = 0;
  let isFirstWrite = true;
  const attempt = (action: () => void): Result<void, StateFailure> => {
    try {
      action();
      return ok(undefined);
    } catch (error) {
      // The journal can end with half a line, so nothing must follow it.
      generation = undefined;
      return err({ reason: 'state-not-writable', path, message: systemErrorMessage(error) });
    }
  };
  const save: StateStore['save'] = ({ state, confirmed, openWorks }) =>
    attempt(() => {
      const next = randomUUID();
      const text = JSON.stringify({ generation: next, state, confirmed, openWorks });
      if (isFirstWrite) removeTemporaryFiles(path);
      isFirstWrite = false;
      writeFileAtomically(path, text);
      generation = next;
      wholeSize = text.length;
      journal.discard();
    });
  return {
    path,
    directory,
    load() {
      const read = readLocalFile(path);
      if (!read.ok) return err(unreadable(path, read.failure));
      if (read.value === undefined) return ok(undefined);
      const stored = parseJsonObject(read.value.text);
      if (stored !== undefined && Object.keys(stored).length === 0) return ok(undefined);
      const local = stored === undefined ? undefined : parseLocal(stored);
      if (local === undefined) {
        const { why, laterVersion } = stateFault(stored?.state);
        return err({ ...unreadable(path, why), laterVersion });
      }
      if (typeof stored?.generation !== 'string') return ok(local);
      const changes = journal.read(stored.generation);
      return changes.ok
        ? ok(applyChanges(local, changes.value))
        : err(unreadable(journal.path, changes.failure));
    },
    save,
    record(changes, whole) {
      const current = generation;
      const isLong = journal.size() > Math.max(maxJournal, wholeSize / 2);
      if (current === undefined || isLong) return save(whole());
      return changes.length === 0 ? ok(undefined) : attempt(() => journal.append(current, changes));
    },
  };
}

function parseLocal(stored: JsonObject): LocalState | undefined {
  const { state, confirmed, openWorks } = stored;
  const foreign: State['foreign'] = isJsonObject(state) && isJsonObject(state.foreign) ? state.foreign : {};
  const parsed = parseState(state, foreign);
  if (parsed === undefined || !isTexts(confirmed) || !isTexts(openWorks)) return undefined;
  return { state: parsed, confirmed, openWorks };
}

const unreadable = (
  path: string,
  message: string,
): StateFailure & { readonly reason: 'state-unreadable' } => ({
  reason: 'state-unreadable',
  path,
  message,
});
