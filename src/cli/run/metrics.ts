import { readFile } from 'node:fs/promises';

import type { Result } from '../../lib/index.js';
import type { ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import { writeWhole } from '../files.js';
import { version } from '../version.js';
import type { RunEnd } from './run-end.js';

const prefix = 'teamt5_opencti';
const lastSuccess = `${prefix}_last_success_timestamp_seconds`;

export interface MetricsRequest {
  readonly path: string;
  /** Unix seconds, by the state; undefined: it does not tell. */
  readonly lastSuccess: number | undefined;
}

/**
 * Writes the figures of a run for node_exporter's textfile collector, atomically (Prometheus text format 0.0.4), also
 * of a run that failed. The time of the last success outlives all: where the state does not tell it (it cannot be
 * read, it was reset), it is that of the file of the run before.
 */
export async function writeMetrics(
  { path, lastSuccess: stored }: MetricsRequest,
  end: RunEnd,
  exitCode: ExitCode,
): Promise<Result<void, CliFailure>> {
  const before = await readFile(path, 'utf8').catch(() => '');
  const remembered = new RegExp(`^${lastSuccess} (\\S+)$`, 'm').exec(before)?.[1];
  const success = stored === undefined ? remembered : String(stored);
  // The collector runs as another user.
  return writeWhole(path, metricsText(end, exitCode, success), { force: true, mode: 0o644 });
}

function metricsText(
  { summary, requests, retries }: RunEnd,
  exitCode: ExitCode,
  success: string | undefined,
): string {
  const { startedAt, finishedAt, outcome, objects, bytes } = summary;
  const items = (['reports', 'bundles'] as const).flatMap((kind) =>
    Object.entries(summary[kind]).map(
      ([result, count]) => `${prefix}_run_items{kind="${kind}",result="${result}"} ${count}`,
    ),
  );
  const duration = (finishedAt.getTime() - startedAt.getTime()) / 1000;
  return [
    ...gauge('build_info', 'Version of teamt5-opencti that ran.', [
      `${prefix}_build_info{version="${version}"} 1`,
    ]),
    ...gauge('run_exit_code', 'Exit code of the last run (0: all is well).', exitCode),
    ...gauge('run_outcome', 'How the last run ended.', [`${prefix}_run_outcome{outcome="${outcome}"} 1`]),
    ...gauge('run_started_timestamp_seconds', 'When the last run began.', seconds(startedAt)),
    ...gauge('run_finished_timestamp_seconds', 'When the last run ended.', seconds(finishedAt)),
    ...gauge('run_duration_seconds', 'How long the last run took.', duration),
    ...(success === undefined
      ? []
      : gauge(
          'last_success_timestamp_seconds',
          'When the last run over everything that left nothing behind began.',
          Number(success),
        )),
    ...gauge('run_items', 'Items of the last run, by kind and result.', items),
    ...gauge('run_objects', 'STIX objects delivered by the last run.', objects),
    ...gauge('run_bytes', 'Bytes of STIX delivered by the last run.', bytes),
    ...gauge('run_requests', 'HTTP requests of the last run, repeats included.', requests),
    ...gauge('run_retries', 'Repeated HTTP requests of the last run.', retries),
    '',
  ].join('\n');
}

/** Gauges alone: every run is a process of its own, and nothing counts on from one to the next. */
function gauge(name: string, help: string, samples: number | readonly string[]): readonly string[] {
  const full = `${prefix}_${name}`;
  const lines = typeof samples === 'number' ? [`${full} ${samples}`] : samples;
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines];
}

const seconds = (time: Date): number => time.getTime() / 1000;
