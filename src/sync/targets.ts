import { join } from 'node:path';
import { type ItemKind, kinds } from '../kinds.js';
import {
  err,
  fileNameOf,
  makeDirectory,
  ok,
  type Result,
  systemErrorMessage,
  writeFileAtomically,
} from '../lib/index.js';

import type { Delivery, OpenCtiFailure, PushedWork, Window } from '../opencti/index.js';
import type { Conversion } from '../stix/index.js';
import type { Entry } from '../threatvision/index.js';
import type { RunFailure } from './failure.js';

/** Where converted items go: OpenCTI, a directory, or nowhere (a dry run). */
export interface Target {
  /** The dates of what the run processes; called before a kind's first item, if there is one. */
  planned(kind: ItemKind, window: Window): void;
  deliver(entry: Entry, conversion: Conversion): Promise<Result<Delivered, TargetFailure>>;
  /** Shows a failed item at the target. */
  itemFailed(entry: Entry, message: string): void;
  /** Called once at the end; an interrupted run must not wait. `summaries`: per kind, what was done. */
  close(
    summaries: Readonly<Record<ItemKind, string>>,
    options: { readonly wait: boolean },
  ): Promise<Result<void, RunFailure>>;
  /** After a reset of the connector: ends what the target keeps open for purged objects. */
  discard(): Promise<Result<void, RunFailure>>;
}

export interface Delivered {
  readonly objects: number;
  readonly bytes: number;
  /** Works in OpenCTI into which it was pushed. */
  readonly works?: readonly PushedWork[] | undefined;
}

export type TargetFailure =
  | { readonly type: 'platform'; readonly failure: OpenCtiFailure }
  | { readonly type: 'run'; readonly failure: RunFailure };

/** An item is delivered when the broker has confirmed all of its bundles. */
export function pushTarget(delivery: Delivery): Target {
  return {
    planned: (kind, window) => delivery.planned(kind, window),
    async deliver(entry, { bundles }) {
      const { kind, id } = entry;
      const title = entry.kind === 'reports' ? entry.title : `indicator bundle ${id}`;
      const pushed = await delivery.deliver({ kind, id, title, bundles });
      return pushed.ok ? pushed : err({ type: 'platform', failure: pushed.failure });
    },
    itemFailed: ({ kind, id }, message) => delivery.itemFailed(kind, id, message),
    // Works that are not imported within the patience complete later or are closed by the next run.
    close: (summaries, { wait }) => delivery.close(summaries, wait ? {} : { patienceMs: 0 }),
    discard: () => delivery.discard(),
  };
}

const noConnection: Omit<Target, 'deliver'> = {
  planned: () => undefined,
  itemFailed: () => undefined,
  close: () => Promise.resolve(ok(undefined)),
  discard: () => Promise.resolve(ok(undefined)),
};

/** Sends and records nothing. */
export function dryRunTarget(): Target {
  return {
    ...noConnection,
    deliver: (_entry, { objects, bundles }) =>
      Promise.resolve(
        ok({ objects, bytes: bundles.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0) }),
      ),
  };
}

/** Atomic files per bundle: `report-<id>.json`, `bundle-<id>.json`; of a split item `.1`, `.2`, …. */
export function outputTarget(directory: string): Target {
  return {
    ...noConnection,
    deliver(entry, { objects, bundles }) {
      const stem = itemFileName(entry);
      let bytes = 0;
      for (const [index, { json }] of bundles.entries()) {
        const part = bundles.length > 1 ? `.${index + 1}` : '';
        const written = writeBundle(directory, `${stem}${part}.json`, json);
        if (!written.ok) return Promise.resolve(err({ type: 'run' as const, failure: written.failure }));
        bytes += Buffer.byteLength(json);
      }
      return Promise.resolve(ok({ objects, bytes }));
    },
  };
}

function writeBundle(directory: string, name: string, json: string): Result<void, RunFailure> {
  const path = join(directory, name);
  try {
    makeDirectory(directory);
    writeFileAtomically(path, json);
    return ok(undefined);
  } catch (error) {
    return err({ reason: 'output-not-writable', path, message: systemErrorMessage(error) });
  }
}

/** Without extension: `report-<id>`, `bundle-<id>`; also used by `export`. */
export function itemFileName({ kind, id }: Pick<Entry, 'kind' | 'id'>): string {
  return `${kinds[kind].singular}-${fileNameOf(id)}`;
}
