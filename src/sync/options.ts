import type { ConversionSettings } from '../stix/index.js';
import type { Entry, Kind } from '../threatvision/index.js';

/** What one run is asked to do. Times are unix seconds, durations milliseconds unless named otherwise. */
export interface SyncOptions {
  readonly kinds: readonly Kind[];
  /** A backfill: everything from there is delivered again. */
  readonly since?: number;
  /** Nothing newer than this. */
  readonly until?: number;
  /** These items alone, whatever the cursor says of them: nothing is listed, and no watermark moves. */
  readonly only?: readonly Entry[];
  readonly maxItems?: number;
  /** Stop taking items when the run is this old. */
  readonly maxDuration?: number;
  /** All failed items now, whatever their next try. */
  readonly retryFailed: boolean;
  readonly dryRun: boolean;
  /** Seconds. */
  readonly lookback: number;
  readonly attachPdf: boolean;
  readonly pdfMaxBytes: number;
  /** Values of a report's `type_name` that are switched off. */
  readonly skippedTypes: ReadonlySet<string>;
  readonly conversion: ConversionSettings;
  readonly downloadConcurrency: number;
  readonly deliveryConcurrency: number;
}
