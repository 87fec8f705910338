import { type Config, parseDuration, parseTime } from '../../config/index.js';
import { err, ok, type Result } from '../../result/index.js';
import type { SyncOptions } from '../../sync/index.js';
import type { CliFailure } from '../failure.js';
import type { CommonOptions } from '../output.js';

/** The flags of `sync` as commander hands them over. */
export interface SyncFlags extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly only?: 'reports' | 'bundles';
  readonly dryRun?: boolean;
  readonly output?: string;
  readonly maxItems?: string;
  readonly maxDuration?: string;
  readonly wait?: string | true;
  readonly concurrency?: string;
  readonly ifDue?: boolean;
  readonly retryFailed?: boolean;
  readonly metricsFile?: string;
}

/** Resolves the flags and the configuration into one typed object, before any work. */
export function syncOptions(flags: SyncFlags, config: Config, now: Date): Result<SyncOptions, CliFailure> {
  const since = time('--since', flags.since, now);
  if (!since.ok) return since;
  const until = time('--until', flags.until, now);
  if (!until.ok) return until;
  if (since.value !== undefined && until.value !== undefined && until.value < since.value) {
    return usage('--until is before --since', 'Give an --until that is later.');
  }
  const maxItems = flags.maxItems === undefined ? undefined : Number(flags.maxItems);
  if (maxItems !== undefined && (!Number.isSafeInteger(maxItems) || maxItems < 1)) {
    return usage(`--max-items: received ${JSON.stringify(flags.maxItems)}`, 'Give a number from 1 on.');
  }
  const maxDuration = flags.maxDuration === undefined ? undefined : parseDuration(flags.maxDuration);
  if (flags.maxDuration !== undefined && maxDuration === undefined) {
    const received = JSON.stringify(flags.maxDuration);
    return usage(`--max-duration: received ${received}`, 'Give an ISO 8601 duration, e.g. PT15M.');
  }
  return ok({
    kinds: flags.only === undefined ? ['reports', 'bundles'] : [flags.only],
    ...(since.value === undefined ? {} : { since: since.value }),
    ...(until.value === undefined ? {} : { until: until.value }),
    ...(maxItems === undefined ? {} : { maxItems }),
    ...(maxDuration === undefined ? {} : { maxDuration }),
    retryFailed: flags.retryFailed === true,
    dryRun: flags.dryRun === true,
    ...configuredOptions(config),
  });
}

/** The part of the options that is the configuration's alone. */
export function configuredOptions(config: Config): Omit<SyncOptions, 'kinds' | 'retryFailed' | 'dryRun'> {
  const { teamt5, opencti, connector, http, sync } = config;
  const { reportConfidence: confidence, reportReliability: reliability } = teamt5;
  return {
    lookback: Math.ceil(sync.lookbackMs / 1000),
    attachPdf: teamt5.attachPdf,
    pdfMaxBytes: teamt5.pdfMaxBytes,
    skippedTypes: new Set(teamt5.switchedOffReportTypes),
    downloadConcurrency: http.concurrency,
    deliveryConcurrency: opencti.concurrency,
    conversion: {
      author: connector.name,
      tlp: teamt5.tlp,
      indicatorScore: teamt5.indicatorScore,
      createObservables: teamt5.createObservables,
      reportTypes: teamt5.reportTypes,
      maxBundleBytes: opencti.maxBundleBytes,
      ...(confidence === undefined ? {} : { confidence }),
      ...(reliability === undefined ? {} : { reliability }),
    },
  };
}

function time(flag: string, text: string | undefined, now: Date): Result<number | undefined, CliFailure> {
  if (text === undefined) return ok(undefined);
  const parsed = parseTime(text, now);
  return parsed.ok ? parsed : usage(`${flag}: received ${JSON.stringify(text)}`, `Give ${parsed.failure}.`);
}

function usage(message: string, hint: string): Result<never, CliFailure> {
  return err({ reason: 'usage', message: `${message}.`, hint });
}
