import { randomUUID } from 'node:crypto';
import { existsSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  err,
  hasErrorCode,
  isJsonObject,
  makeDirectory,
  ok,
  parseJsonObject,
  type Result,
  systemErrorMessage,
  writeFileAtomically,
} from '../lib/index.js';

import { applyChanges, type Change } from './change.js';
import type { LocalState, State } from './document.js';
import { createJournal, isTexts } from './journal.js';
import { loadConf } from './load-conf.js';
import { parseState } from './parse.js';

export type StateFailure =
  | { readonly reason: 'state-unreadable'; readonly path: string; readonly message: string }
  | { readonly reason: 'state-not-writable'; readonly path: string; readonly message: string };

/**
 * The local copy of the state (docs/operations.md#where-the-state-lives): conf's JSON file, replaced atomically, and
 * beside it a journal of the changes since, while a run is active.
 */
export interface StateStore {
  readonly path: string;
  readonly directory: string;
  /** Undefined if nothing has been stored yet. */
  load(): Result<LocalState | undefined, StateFailure>;
  save(local: LocalState): Result<void, StateFailure>;
  /** Appends the changes to the journal; calls `whole` if the file has to be written completely instead. */
  record(changes: readonly Change[], whole: () => LocalState): Result<void, StateFailure>;
}

/**
 * Bytes. A journal that exceeds this and half of the state file is merged into it: the disk holds little more than the
 * state, and the bytes written in a run are proportional to the run.
 */
const maxJournal = 128 * 1024;

/**
 * @param options.directory default: conf's directory for this user (XDG on Linux)
 * @param options.name file name without extension: the connector id, so that each connector has its own state
 * @param options.readOnly creates no directory
 */
export async function openStateStore(options: {
  readonly directory?: string | undefined;
  readonly name: string;
  readonly readOnly?: boolean | undefined;
}): Promise<Result<StateStore, StateFailure>> {
  const { directory, readOnly = false } = options;
  if (readOnly && directory !== undefined && !existsSync(directory)) {
    return ok(storeOver({ path: join(directory, `${options.name}.json`), store: {} }));
  }
  const Conf = await loadConf();
  try {
    if (directory !== undefined) makeDirectory(directory);
    const conf = new Conf<Record<string, unknown>>({
      projectName: 'teamt5-opencti',
      projectSuffix: '',
      configName: options.name,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
      // A damaged file must neither throw before its path is known nor be replaced.
      deserialize: (text) => ({ ...(parseJsonObject(text) ?? { [damaged]: true }) }),
      ...(directory === undefined ? {} : { cwd: directory }),
    });
    if (!readOnly || existsSync(conf.path)) return ok(storeOver(conf));
    // conf creates its directory before it returns the path.
    if (directory === undefined) removeEmpty(dirname(conf.path));
    return ok(storeOver({ path: conf.path, store: {} }));
  } catch (error) {
    const path = join(directory ?? '', `${options.name}.json`);
    return err(failureOf(path, error));
  }
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    return;
  }
}

function storeOver(conf: { readonly path: string; readonly store: Record<string, unknown> }): StateStore {
  const { path } = conf;
  const journal = createJournal(path.replace(/(\.json)?$/, '.journal'));
  let generation: string | undefined;
  let wholeSize = 0;
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
      writeFileAtomically(path, text, { mode: 0o600, singleWriter: true });
      generation = next;
      wholeSize = text.length;
      journal.discard();
    });
  return {
    path,
    directory: dirname(path),
    load() {
      try {
        const stored = conf.store;
        if (Object.keys(stored).length === 0) return ok(undefined);
        const local = parseLocal(stored);
        if (local === undefined) return err(unreadable(path, 'it is damaged or of a later version'));
        return ok(
          typeof stored.generation === 'string'
            ? applyChanges(local, journal.read(stored.generation))
            : local,
        );
      } catch (error) {
        return err(failureOf(path, error));
      }
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

/** The key that marks a file without a JSON object. */
const damaged = '';

function parseLocal(stored: Readonly<Record<string, unknown>>): LocalState | undefined {
  const { state, confirmed, openWorks } = stored;
  const foreign: State['foreign'] = isJsonObject(state) && isJsonObject(state.foreign) ? state.foreign : {};
  const parsed = parseState(state, foreign);
  if (parsed === undefined || !isTexts(confirmed) || !isTexts(openWorks)) return undefined;
  return { state: parsed, confirmed, openWorks };
}

/** conf creates the directory if there is no file to read, which fails on a read-only file system. */
function failureOf(path: string, error: unknown): StateFailure {
  const readOnly = hasErrorCode(error, 'EROFS', 'ENOSPC', 'ENOTDIR', 'EDQUOT') || isMakingDirectory(error);
  const message = messageOf(error);
  return readOnly ? { reason: 'state-not-writable', path, message } : unreadable(path, message);
}

const isMakingDirectory = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'mkdir';

const unreadable = (path: string, message: string): StateFailure => ({
  reason: 'state-unreadable',
  path,
  message,
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
