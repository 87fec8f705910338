import { type Config, excludedReportTypes, reportTypeNames } from '../../config/index.js';
import { type ItemKind, itemKinds } from '../../kinds.js';
import { ok, type Result } from '../../lib/index.js';
import type { SyncOptions } from '../../sync/index.js';
import type { CliFailure } from '../core/failure.js';
import { version } from '../version.js';
import { type CommonOptions, countFlag, durationFlag, windowFlags } from '../core/flags.js';

/** The flags of `sync`, as commander parses them. */
export interface SyncFlags extends CommonOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly only?: ItemKind | undefined;
  readonly dryRun?: boolean | undefined;
  readonly output?: string | undefined;
  readonly maxItems?: string | undefined;
  readonly maxDuration?: string | undefined;
  readonly wait?: string | true | undefined;
  readonly concurrency?: string | undefined;
  readonly ifDue?: boolean | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly metricsFile?: string | undefined;
  readonly pingUrl?: string | undefined;
}

/** Flags and configuration as one typed object. */
export function syncOptions(flags: SyncFlags, config: Config, now: Date): Result<SyncOptions, CliFailure> {
  const window = windowFlags(flags, now);
  if (!window.ok) return window;
  const { since, until } = window.value;
  const maxItems = flags.maxItems === undefined ? ok(undefined) : countFlag('--max-items', flags.maxItems);
  if (!maxItems.ok) return maxItems;
  const maxDuration =
    flags.maxDuration === undefined ? ok(undefined) : durationFlag('--max-duration', flags.maxDuration);
  if (!maxDuration.ok) return maxDuration;
  return ok({
    kinds: flags.only === undefined ? itemKinds : [flags.only],
    since,
    until,
    maxItems: maxItems.value,
    maxDuration: maxDuration.value,
    retryFailed: flags.retryFailed === true,
    dryRun: flags.dryRun === true,
    ...configuredOptions(config),
  });
}

/** Seconds; undefined: no wait. */
export function waitFlag(wait: string | true | undefined): Result<number | undefined, CliFailure> {
  if (wait === undefined) return ok(undefined);
  return wait === true ? ok(defaultWait) : countFlag('--wait', wait);
}

/** Seconds of `--wait` without a number. */
const defaultWait = 600;

export function configuredOptions(config: Config): Omit<SyncOptions, 'kinds' | 'retryFailed' | 'dryRun'> {
  const { teamt5, opencti, connector, http, sync } = config;
  const { reportConfidence: confidence, maxConfidence, reportReliability: reliability } = teamt5;
  return {
    version,
    lookback: Math.ceil(sync.lookbackMs / 1000),
    attachPdf: teamt5.attachPdf,
    reportText: teamt5.reportText,
    pdfMaxBytes: teamt5.pdfMaxBytes,
    skippedTypes: new Set(excludedReportTypes(config)),
    downloadConcurrency: http.concurrency,
    deliveryConcurrency: opencti.concurrency,
    maxRunBytes: sync.maxRunBytes,
    conversion: {
      author: connector.name,
      tlp: teamt5.tlp,
      indicatorScore: teamt5.indicatorScore,
      createObservables: teamt5.createObservables,
      reportTypes: reportTypeNames(config),
      maxBundleBytes: opencti.maxBundleBytes,
      maxObjects: teamt5.maxItemObjects,
      confidence,
      maxConfidence,
      reliability,
    },
  };
}
