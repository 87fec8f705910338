import type { OpenCtiFailure, Window } from '../../opencti/index.js';
import type { Result } from '../../lib/index.js';
import type { Conversion } from '../../stix/index.js';
import type { Entry, Kind } from '../../threatvision/index.js';
import type { RunFailure } from '../failure.js';

export interface Delivered {
  readonly objects: number;
  readonly bytes: number;
}

/** Where converted items go: OpenCTI, a directory, or nowhere (a dry run, which only tells). */
export interface Target {
  /** What the run has to do of a kind, before its first item; not called where that is nothing. */
  planned(kind: Kind, window: Window): void;
  deliver(entry: Entry, conversion: Conversion): Promise<Result<Delivered, TargetFailure>>;
  /** A failed item, for whoever looks at the target later. */
  itemFailed(entry: Entry, message: string): void;
  /**
   * Once, at the end, also of an interrupted run, which is in a hurry; `summaries` says per kind what was done.
   */
  close(
    summaries: Readonly<Record<'reports' | 'bundles', string>>,
    hurry: boolean,
  ): Promise<Result<void, RunFailure>>;
  /** After a reset of the connector: ends what the target keeps open for objects that the reset purged. */
  discard(): Promise<Result<void, RunFailure>>;
}

export type TargetFailure =
  | { readonly type: 'platform'; readonly failure: OpenCtiFailure }
  | { readonly type: 'run'; readonly failure: RunFailure };
