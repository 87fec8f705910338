import type { ImportOutcome } from '../opencti/index.js';
import type { ConversionNote } from '../stix/index.js';
import type { StartingPoint } from '../state/index.js';
import type { Entry, Kind } from '../threatvision/index.js';
import type { RunFailure } from './failure.js';

/** Why an item is worked on. `again`: asked for by `--since` or by id. `retry`: failed or incomplete before. */
export type Cause = 'new' | 'changed' | 'again' | 'retry';

/** What the engine tells while it works. Renderers decide what a person, a log collector or a pipe sees. */
export type SyncEvent =
  | {
      readonly type: 'state';
      readonly from: StartingPoint['type'];
      readonly why?: string;
      readonly lastRun?: number;
    }
  | { readonly type: 'postponed'; readonly queueMegabytes: number; readonly thresholdMegabytes: number }
  | {
      readonly type: 'paused' | 'resumed';
      readonly queueMegabytes: number;
      readonly thresholdMegabytes: number;
    }
  | {
      readonly type: 'listed';
      readonly kind: Kind;
      readonly listed: number;
      readonly planned: number;
      readonly from: number;
    }
  | { readonly type: 'unreadable-entry'; readonly kind: Kind; readonly message: string }
  | { readonly type: 'started'; readonly kind: Kind; readonly id: string }
  /** Downloaded and converted; its delivery may have to wait. */
  | { readonly type: 'downloaded'; readonly kind: Kind; readonly id: string }
  | {
      readonly type: 'delivered';
      readonly kind: Kind;
      readonly id: string;
      readonly title: string;
      /** Unix seconds, of its publication. */
      readonly date: number;
      readonly cause: Cause;
      readonly objects: number;
      readonly bytes: number;
      readonly milliseconds: number;
      readonly notes: readonly ConversionNote[];
      /** It had been delivered without its PDF or its STIX. */
      readonly completes?: 'pdf' | 'stix';
    }
  /** Delivered, but something of it is still missing and will be tried again. */
  | {
      readonly type: 'incomplete';
      readonly kind: Kind;
      readonly id: string;
      readonly lack: 'pdf' | 'stix';
      readonly message: string;
      /** As before: nothing was delivered this time. */
      readonly still?: true;
    }
  | {
      readonly type: 'empty';
      readonly kind: Kind;
      readonly id: string;
      readonly notes: readonly ConversionNote[];
    }
  | {
      readonly type: 'failed';
      readonly kind: Kind;
      readonly id: string;
      readonly reason: string;
      readonly message: string;
      readonly nextTry?: number;
    }
  /** `last`: an interrupted run's last word; its state is on disk all the same. */
  | { readonly type: 'heartbeat-failed'; readonly failure: RunFailure; readonly last?: true }
  /** After a reset: works of purged pushes could not be ended; the next run tries again. */
  | { readonly type: 'works-left-open'; readonly failure: RunFailure }
  | { readonly type: 'stopping'; readonly why: 'interrupted' | 'budget' | 'reset' | 'postponed' | 'failed' }
  | { readonly type: 'importing'; readonly expected: number; readonly processed: number }
  | {
      readonly type: 'import-unfinished';
      readonly expected: number;
      readonly processed: number;
      readonly seconds: number;
    }
  /** A platform too old to tell what becomes of a push (opencti-api, section 3). */
  | { readonly type: 'import-unwatchable'; readonly objects: number }
  | { readonly type: 'import-error'; readonly message: string; readonly objectId?: string };

export type Emit = (event: SyncEvent) => void;

export type Outcome =
  'done' | 'nothing-new' | 'partial' | 'postponed' | 'budget' | 'interrupted' | 'reset' | 'failed';

export interface KindCounts {
  readonly listed: number;
  readonly delivered: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
}

/** One kind's part of a run; the kinds go side by side. */
export interface KindShare {
  /** STIX objects delivered. */
  readonly objects: number;
  /** From the beginning of the run to the last event of the kind. */
  readonly milliseconds: number;
}

export interface ItemFailure {
  readonly kind: Kind;
  readonly id: string;
  readonly reason: string;
  readonly message: string;
}

/** A run in figures: what `sync --json` prints, before the command line adds what it knows. */
export interface Summary {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly dryRun: boolean;
  readonly outcome: Outcome;
  readonly failure?: RunFailure;
  readonly reports: KindCounts;
  readonly bundles: KindCounts;
  readonly objects: number;
  readonly bytes: number;
  readonly failures: readonly ItemFailure[];
  /** What the kinds took of the run. */
  readonly shares: Readonly<Record<Kind, KindShare>>;
  /** Where a backfill that stopped early has to go on (unix seconds): it has no cursor that would know. */
  readonly remains: readonly { readonly kind: Kind; readonly from: number }[];
  /** With `--wait`: what the platform made of it. */
  readonly imports?: ImportOutcome;
}

/** One item of a run's plan. */
export interface PlannedItem {
  readonly entry: Entry;
  readonly cause: Cause;
  /** What a retry is for; `item` unless the item has been delivered without its PDF or STIX. */
  readonly lack: 'item' | 'pdf' | 'stix';
  /** All that it lacked, where it has been delivered. */
  readonly lacked?: readonly ('pdf' | 'stix')[];
}
