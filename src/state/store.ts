import { dirname } from 'node:path';

import { err, ok, type Result } from '../result/index.js';
import type { LocalState, State } from './document.js';
import { isFields, parseState } from './parse.js';

export type StateFailure =
  | { readonly reason: 'state-unreadable'; readonly path: string; readonly message: string }
  | { readonly reason: 'state-not-writable'; readonly path: string; readonly message: string };

/** The local copy of the state: one JSON file, written to a temporary file and renamed (by conf). */
export interface StateStore {
  readonly path: string;
  readonly directory: string;
  /** Undefined where nothing has been stored yet. */
  load(): Result<LocalState | undefined, StateFailure>;
  save(local: LocalState): Result<void, StateFailure>;
}

/**
 * @param options.directory absent: conf's own place for this user (XDG on Linux)
 * @param options.name file name without extension; the connector id, so that two connectors never meet
 */
export async function openStateStore(options: {
  readonly directory?: string;
  readonly name: string;
}): Promise<Result<StateStore, StateFailure>> {
  const { default: Conf } = await import('conf');
  try {
    const conf = new Conf<Record<string, unknown>>({
      projectName: 'teamt5-opencti',
      projectSuffix: '',
      configName: options.name,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
      serialize: (value) => JSON.stringify(value),
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
    });
    return ok(storeOver(conf));
  } catch (error) {
    return err({
      reason: 'state-unreadable',
      path: options.directory ?? options.name,
      message: messageOf(error),
    });
  }
}

function storeOver(conf: { readonly path: string; store: Record<string, unknown> }): StateStore {
  const { path } = conf;
  return {
    path,
    directory: dirname(path),
    load() {
      let stored: Record<string, unknown>;
      try {
        stored = conf.store;
      } catch (error) {
        return err({ reason: 'state-unreadable', path, message: messageOf(error) });
      }
      if (Object.keys(stored).length === 0) return ok(undefined);
      const local = parseLocal(stored);
      return local === undefined
        ? err({ reason: 'state-unreadable', path, message: 'it is damaged or of a later version' })
        : ok(local);
    },
    save({ state, confirmed, openWorks }) {
      try {
        conf.store = { state, confirmed, openWorks };
        return ok(undefined);
      } catch (error) {
        return err({ reason: 'state-not-writable', path, message: messageOf(error) });
      }
    },
  };
}

function parseLocal(stored: Readonly<Record<string, unknown>>): LocalState | undefined {
  const { state, confirmed, openWorks } = stored;
  const foreign: State['foreign'] = isFields(state) && isFields(state.foreign) ? state.foreign : {};
  const parsed = parseState(state, foreign);
  if (parsed === undefined || !isTexts(confirmed) || !isTexts(openWorks)) return undefined;
  return { state: parsed, confirmed, openWorks };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
