import type { ItemKind } from '../kinds.js';
import type { ConversionNote } from '../stix/index.js';
import type { StartingPoint } from '../state/index.js';
import type { RunFailure } from './failure.js';
import type { Part, Trigger } from './types.js';

/** What a run reports while it works (docs/output.md#log-events). */
export type SyncEvent =
  /** Which state counts, if it is not simply the local one. */
  | {
      readonly type: 'state';
      readonly from: StartingPoint['type'];
      readonly why?: string | undefined;
      readonly lastRun?: number | undefined;
    }
  | { readonly type: 'postponed'; readonly queueMegabytes: number; readonly thresholdMegabytes: number }
  | {
      readonly type: 'paused' | 'resumed';
      readonly queueMegabytes: number;
      readonly thresholdMegabytes: number;
    }
  | {
      readonly type: 'listed';
      readonly kind: ItemKind;
      readonly listed: number;
      readonly planned: number;
      readonly from: number;
    }
  | { readonly type: 'unreadable-entry'; readonly kind: ItemKind; readonly message: string }
  | { readonly type: 'started'; readonly kind: ItemKind; readonly id: string }
  | { readonly type: 'downloaded'; readonly kind: ItemKind; readonly id: string }
  | {
      readonly type: 'delivered';
      readonly kind: ItemKind;
      readonly id: string;
      readonly title: string;
      /** Unix seconds, of its publication. */
      readonly date: number;
      readonly trigger: Trigger;
      readonly objects: number;
      readonly bytes: number;
      readonly milliseconds: number;
      readonly notes: readonly ConversionNote[];
    }
  /** A later run adds the part. `still`: it was missing before, and nothing was sent. */
  | {
      readonly type: 'delivered-partially';
      readonly kind: ItemKind;
      readonly id: string;
      readonly part: Part;
      readonly message: string;
      readonly still: boolean;
      /** It is not retried any more. */
      readonly givenUp: boolean;
    }
  | {
      readonly type: 'nothing-to-import';
      readonly kind: ItemKind;
      readonly id: string;
      readonly notes: readonly ConversionNote[];
    }
  | {
      readonly type: 'failed';
      readonly kind: ItemKind;
      readonly id: string;
      readonly reason: string;
      readonly message: string;
      /** Unix seconds; undefined: given up. */
      readonly nextTry: number | undefined;
    }
  /** `last`: of an interrupted run, whose state is on disk all the same. */
  | { readonly type: 'ping-failed'; readonly failure: RunFailure; readonly last: boolean }
  /** After a reset: works of purged pushes could not be ended; the next run tries again. */
  | { readonly type: 'works-left-open'; readonly failure: RunFailure }
  | { readonly type: 'stopping'; readonly why: 'interrupted' | 'budget' | 'reset' | 'postponed' | 'failed' }
  | { readonly type: 'importing'; readonly expected: number; readonly processed: number }
  | {
      readonly type: 'import-timeout';
      readonly expected: number;
      readonly processed: number;
      readonly seconds: number;
    }
  /** The release reports nothing about a push (docs/opencti-api.md#versions). */
  | { readonly type: 'import-status-unavailable'; readonly objects: number }
  | {
      readonly type: 'import-error';
      readonly message: string;
      readonly objectId?: string | undefined;
      readonly objectType?: string | undefined;
      readonly objectName?: string | undefined;
      /** Of an earlier run: the name of its work, and its item if it has only one. */
      readonly work?: string | undefined;
      readonly kind?: ItemKind | undefined;
      readonly id?: string | undefined;
    }
  /** Objects of a work of an earlier run were accepted, but never imported. `again`: for the second time. */
  | {
      readonly type: 'import-lost';
      readonly kind: ItemKind;
      readonly work: string;
      readonly items: readonly string[];
      readonly again: boolean;
    }
  /** The import of a work is complete. `seconds`: since the last push into it, if OpenCTI knows that. */
  | {
      readonly type: 'imported';
      readonly kind: ItemKind;
      readonly work: string;
      readonly objects: number;
      readonly seconds: number | undefined;
    }
  /** Another version of this program converted these items, and OpenCTI refused objects of them. */
  | { readonly type: 'refused-again'; readonly kind: ItemKind; readonly items: readonly string[] }
  /** What became of earlier works stays unknown until the next run. */
  | { readonly type: 'imports-not-read'; readonly failure: RunFailure };

export type Emit = (event: SyncEvent) => void;
