import type { ItemKind } from '../kinds.js';
import type { Cancellation } from '../lib/index.js';
import type { ImportOutcome } from '../opencti/index.js';
import type { Convert } from '../converter/index.js';
import type { ConversionNote, ConversionSettings } from '../stix/index.js';
import type { Entry, ThreatVision } from '../threatvision/index.js';
import type { Emit } from './events.js';
import type { RunFailure } from './failure.js';
import type { Session } from './session.js';
import type { Target } from './targets.js';
import type { Every } from './timers.js';

export interface SyncContext {
  readonly source: ThreatVision;
  readonly session: Session;
  readonly target: Target;
  readonly convert: Convert;
  readonly options: SyncOptions;
  readonly cancellation: Cancellation;
  /** For the display and the log only: no decision depends on an event. */
  readonly emit: Emit;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly every?: Every | undefined;
}

/** Times are unix seconds. */
export interface SyncOptions {
  readonly kinds: readonly ItemKind[];
  /** A backfill: everything from there is delivered again. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** These items alone, whatever the cursor holds: nothing is listed, and no watermark moves. */
  readonly only?: readonly Entry[] | undefined;
  readonly maxItems?: number | undefined;
  /** Milliseconds after which the run starts no new item. */
  readonly maxDuration?: number | undefined;
  /** All failed items now, whatever their next attempt. */
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
  /** The summary lists each item, which takes memory. */
  readonly listItems?: boolean | undefined;
  /** Of this program, stored with each delivery. */
  readonly version: string;
  /** Seconds. */
  readonly lookback: number;
  readonly attachPdf: boolean;
  /** Whether the text of the PDF becomes the content of the report. */
  readonly reportText: boolean;
  readonly pdfMaxBytes: number;
  /** Values of a report's `type_name` that are switched off. */
  readonly skippedTypes: ReadonlySet<string>;
  readonly conversion: ConversionSettings;
  readonly downloadConcurrency: number;
  readonly deliveryConcurrency: number;
  /** Of all bundles of the run; the first item can be larger. */
  readonly maxRunBytes: number;
}

/** `retry`: the item failed or lacked a part; `again`: OpenCTI lost or refused objects of it; `backfill`: by `--since`; `requested`: by `push`. */
export type Trigger = 'new' | 'changed' | 'retry' | 'again' | 'backfill' | 'requested';

/** A part that a report was delivered without, until a later run completes it. */
export type Part = 'pdf' | 'stix';

export interface PlannedItem {
  readonly entry: Entry;
  readonly trigger: Trigger;
  readonly retryOf: 'item' | Part;
  /** Every part that a delivered report lacked. */
  readonly missingBefore?: readonly Part[] | undefined;
}

export interface MissingPart {
  readonly part: Part;
  readonly reason: string;
  readonly message: string;
}

/** The result of one item; everything that a run reports is computed from settlements. */
export type Settlement =
  /** With missing parts the item is delivered, but a later run completes it. */
  | {
      readonly type: 'delivered';
      readonly item: PlannedItem;
      readonly objects: number;
      readonly bytes: number;
      readonly milliseconds: number;
      readonly notes: readonly ConversionNote[];
      readonly missing: readonly MissingPart[];
    }
  /** Delivered before; what it lacked is still missing, so nothing was sent. */
  | {
      readonly type: 'still-incomplete';
      readonly item: PlannedItem;
      readonly missing: readonly MissingPart[];
      /** Unix seconds; undefined: given up. */
      readonly nextTry: number | undefined;
    }
  /** An indicator bundle without anything that OpenCTI can import: settled with a warning. */
  | { readonly type: 'empty'; readonly item: PlannedItem; readonly notes: readonly ConversionNote[] }
  /** It failed by itself and waits in the retry queue. */
  | {
      readonly type: 'failed';
      readonly item: PlannedItem;
      readonly reason: string;
      readonly message: string;
      /** Unix seconds; undefined: given up. */
      readonly nextTry: number | undefined;
    }
  /** The run stopped first; the next one processes the item. */
  | { readonly type: 'untouched'; readonly item: PlannedItem };

export type Outcome =
  'done' | 'nothing-new' | 'partial' | 'postponed' | 'budget' | 'interrupted' | 'reset' | 'failed';

export interface KindCounts {
  readonly listed: number;
  /** New here, or requested again. */
  readonly delivered: number;
  /** Delivered before, and changed or completed since. */
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
}

/** Both kinds are processed in parallel. */
export interface KindShare {
  /** STIX objects delivered. */
  readonly objects: number;
  /** From the start of the run to the kind's last settlement. */
  readonly milliseconds: number;
}

export interface ItemFailure {
  readonly kind: ItemKind;
  readonly id: string;
  readonly reason: string;
  readonly message: string;
  /** Unix seconds; undefined: given up. */
  readonly nextTry: number | undefined;
}

/** `incomplete`: without its PDF or STIX. `empty`: OpenCTI can import nothing of it. */
export type ItemOutcome = 'delivered' | 'updated' | 'incomplete' | 'empty' | 'failed';

export interface ItemResult {
  readonly kind: ItemKind;
  readonly id: string;
  /** Of a report. */
  readonly title: string | undefined;
  /** Unix seconds, of its publication. */
  readonly date: number;
  readonly trigger: Trigger;
  readonly outcome: ItemOutcome;
  readonly objects: number;
  /** By code, with one of the messages. */
  readonly notes: readonly { readonly code: string; readonly message: string; readonly count: number }[];
}

/** What a run has done so far. */
export interface Totals {
  readonly reports: KindCounts;
  readonly bundles: KindCounts;
  readonly objects: number;
  readonly bytes: number;
  readonly failures: readonly ItemFailure[];
  readonly shares: Readonly<Record<ItemKind, KindShare>>;
  /** Unix seconds from which a backfill that stopped early has to continue, because it has no cursor. */
  readonly resumePoints: readonly { readonly kind: ItemKind; readonly from: number }[];
  /** With `listItems`, oldest first. */
  readonly items: readonly ItemResult[];
}

/** What `sync --json` prints, before the command line adds its own figures. */
export interface Summary extends Totals {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly dryRun: boolean;
  readonly outcome: Outcome;
  readonly failure?: RunFailure | undefined;
  /** With `--wait`: what became of the pushed objects. */
  readonly imports?: ImportOutcome | undefined;
}
