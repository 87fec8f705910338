import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { err, ok, type Result } from '../lib/index.js';
import type { Delivery, OpenCtiFailure, Window } from '../opencti/index.js';
import { makeDirectory, systemMessage } from '../state/index.js';
import type { Conversion } from '../stix/index.js';
import type { Entry, Kind } from '../threatvision/index.js';
import type { RunFailure } from './failure.js';

/** Where converted items go: OpenCTI, a directory, or nowhere (a dry run). */
export interface Target {
  /** The publication dates of what the run processes of a kind; called before its first item, if there is one. */
  planned(kind: Kind, window: Window): void;
  deliver(entry: Entry, conversion: Conversion): Promise<Result<Delivered, TargetFailure>>;
  /** Makes a failed item visible at the target. */
  itemFailed(entry: Entry, message: string): void;
  /**
   * Called once at the end, also of an interrupted run, which must not wait.
   * @param summaries per kind, what was done, as text
   */
  close(
    summaries: Readonly<Record<Kind, string>>,
    options: { readonly wait: boolean },
  ): Promise<Result<void, RunFailure>>;
  /** After a reset of the connector: ends what the target keeps open for objects that the reset purged. */
  discard(): Promise<Result<void, RunFailure>>;
}

export interface Delivered {
  readonly objects: number;
  readonly bytes: number;
}

export type TargetFailure =
  | { readonly type: 'platform'; readonly failure: OpenCtiFailure }
  | { readonly type: 'run'; readonly failure: RunFailure };

/** Pushes into OpenCTI. An item is delivered when the broker has confirmed all of its bundles. */
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

/** A target that keeps nothing open. */
const noConnection: Omit<Target, 'deliver'> = {
  planned: () => undefined,
  itemFailed: () => undefined,
  close: () => Promise.resolve(ok(undefined)),
  discard: () => Promise.resolve(ok(undefined)),
};

/** The target of a dry run: accepts everything and sends nothing. */
export function dryRunTarget(): Target {
  return {
    ...noConnection,
    deliver: (_entry, { objects, bundles }) =>
      Promise.resolve(
        ok({ objects, bytes: bundles.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0) }),
      ),
  };
}

/**
 * Writes one STIX bundle file per item into a directory: `report-<id>.json`, `bundle-<id>.json`; an item that is split
 * into several bundles gets `.1`, `.2`, …. Each file is written to a temporary name and renamed.
 */
export function outputTarget(directory: string): Target {
  return {
    ...noConnection,
    async deliver(entry, { objects, bundles }) {
      const stem = `${entry.kind === 'reports' ? 'report' : 'bundle'}-${fileName(entry.id)}`;
      let bytes = 0;
      for (const [index, { json }] of bundles.entries()) {
        const part = bundles.length > 1 ? `.${index + 1}` : '';
        const written = await writeBundle(directory, `${stem}${part}.json`, json);
        if (!written.ok) return err({ type: 'run', failure: written.failure });
        bytes += Buffer.byteLength(json);
      }
      return ok({ objects, bytes });
    },
  };
}

async function writeBundle(directory: string, name: string, json: string): Promise<Result<void, RunFailure>> {
  const path = join(directory, name);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makeDirectory(directory);
    await writeFile(temporary, json);
    await rename(temporary, path);
    return ok(undefined);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return err({ reason: 'output-not-writable', path, message: systemMessage(error) });
  }
}

/** An id as a file name: everything but plain characters is percent-encoded, so that two ids never share a file. */
export function fileName(id: string): string {
  const encoded = encodeURIComponent(id).replace(
    /[*'()!~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replace(/^\./, '%2E').slice(0, 200);
}
