import { randomUUID } from 'node:crypto';
import { existsSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  err,
  hasErrorCode,
  isJsonObject,
  makeDirectory,
  ok,
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
 * The local copy of the state: conf's JSON file, replaced whole (temporary file, then rename), and beside it a journal
 * of what has changed since, while a run is at work.
 */
export interface StateStore {
  readonly path: string;
  readonly directory: string;
  /** Undefined where nothing has been stored yet. */
  load(): Result<LocalState | undefined, StateFailure>;
  save(local: LocalState): Result<void, StateFailure>;
  /** Writes down the changes alone; `whole` is asked where the file must be written anew instead. */
  record(changes: readonly Change[], whole: () => LocalState): Result<void, StateFailure>;
}

/**
 * Beyond this, and beyond half of the state file, a journal is folded into it: the disk holds little more than the
 * state, and what is written over a run grows with the run alone.
 */
const longJournal = 128 * 1024;

/**
 * @param options.directory absent: conf's own place for this user (XDG on Linux)
 * @param options.name file name without extension; the connector id, so that two connectors never meet
 * @param options.readOnly leaves no directory behind that was not there
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
    if (options.directory !== undefined) makeDirectory(options.directory);
    const conf = new Conf<Record<string, unknown>>({
      projectName: 'teamt5-opencti',
      projectSuffix: '',
      configName: options.name,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
      // What cannot be read must not throw before its path is known, nor be taken for something to put right.
      deserialize: (text) => readObject(text) ?? { [damaged]: true },
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
    });
    if (!readOnly || existsSync(conf.path)) return ok(storeOver(conf));
    // conf makes its own directory before it tells which one that is, and whenever it is asked again.
    if (directory === undefined) removeEmpty(dirname(conf.path));
    return ok(storeOver({ path: conf.path, store: {} }));
  } catch (error) {
    const path = join(options.directory ?? '', `${options.name}.json`);
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
      // Half a line may be in the journal: nothing may follow it.
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
      const isLong = journal.size() > Math.max(longJournal, wholeSize / 2);
      if (current === undefined || isLong) return save(whole());
      return changes.length === 0 ? ok(undefined) : attempt(() => journal.append(current, changes));
    },
  };
}

/** Stands for a file that holds no JSON object. */
const damaged = '';

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function parseLocal(stored: Readonly<Record<string, unknown>>): LocalState | undefined {
  const { state, confirmed, openWorks } = stored;
  const foreign: State['foreign'] = isJsonObject(state) && isJsonObject(state.foreign) ? state.foreign : {};
  const parsed = parseState(state, foreign);
  if (parsed === undefined || !isTexts(confirmed) || !isTexts(openWorks)) return undefined;
  return { state: parsed, confirmed, openWorks };
}

/** conf makes the directory when there is no file to read: that is what a read-only place refuses. */
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
