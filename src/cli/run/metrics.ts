import { itemKinds } from '../../kinds.js';
import { readRegularFile, type Result } from '../../lib/index.js';
import type { KindState, State, Waiting } from '../../state/index.js';
import type { CliFailure, ExitCode } from '../core/failure.js';
import { writeWhole } from '../core/files.js';
import type { RunResult } from '../core/run-result.js';
import { version } from '../version.js';

const prefix = 'teamt5_opencti';
const lastSuccess = `${prefix}_last_success_timestamp_seconds`;

export interface MetricsRequest {
  readonly path: string;
  /** After the run; undefined if there is none, or if it cannot be read. */
  readonly state: State | undefined;
}

/** Also of a failed run (Prometheus text format 0.0.4); an unknown last success is kept from before. */
export function writeMetrics(
  { path, state }: MetricsRequest,
  result: RunResult,
  exitCode: ExitCode,
): Promise<Result<void, CliFailure>> {
  const before = readRegularFile(path, { followLinks: false });
  const remembered = new RegExp(`^${lastSuccess} (\\S+)$`, 'm').exec(before.ok ? before.value.text : '')?.[1];
  const stored = state?.lastRun?.lastSuccess;
  // An alert on an absent metric would not distinguish a first failure from a broken collector.
  const success = Number(stored ?? remembered ?? 0);
  // The collector runs as another user.
  return writeWhole(path, metricsText(result, exitCode, success, state), { force: true, public: true });
}

function metricsText(
  { summary, requests, retries }: RunResult,
  exitCode: ExitCode,
  success: number,
  state: State | undefined,
): string {
  const { startedAt, finishedAt, outcome, objects, bytes } = summary;
  const items = itemKinds.flatMap((kind) =>
    Object.entries(summary[kind]).map(
      ([result, count]) => `${prefix}_run_items{kind="${kind}",result="${result}"} ${count}`,
    ),
  );
  const duration = (finishedAt.getTime() - startedAt.getTime()) / 1000;
  return [
    ...gauge('build_info', 'Version of teamt5-opencti that ran.', [
      `${prefix}_build_info{version="${version}"} 1`,
    ]),
    ...gauge('run_exit_code', 'Exit code of the last run (0: success).', exitCode),
    ...gauge('run_outcome', 'Outcome of the last run.', [`${prefix}_run_outcome{outcome="${outcome}"} 1`]),
    ...gauge('run_started_timestamp_seconds', 'Start of the last run.', seconds(startedAt)),
    ...gauge('run_finished_timestamp_seconds', 'End of the last run.', seconds(finishedAt)),
    ...gauge('run_duration_seconds', 'Duration of the last run.', duration),
    ...gauge(
      'last_success_timestamp_seconds',
      'Start of the last complete run after which no failed item was left (0: none yet).',
      success,
    ),
    ...gauge('run_items', 'Items of the last run, by kind and result.', items),
    ...gauge('run_objects', 'STIX objects delivered by the last run.', objects),
    ...gauge('run_bytes', 'Bytes of STIX delivered by the last run.', bytes),
    ...gauge('run_requests', 'HTTP requests of the last run, retries included.', requests),
    ...gauge('run_retries', 'Retried HTTP requests of the last run.', retries),
    ...(state === undefined ? [] : stateMetrics(state)),
    '',
  ].join('\n');
}

/** What the state holds after the run, per kind. */
function stateMetrics(state: State): readonly string[] {
  const perKind = (value: (kind: KindState) => number | undefined, name: string): readonly string[] =>
    itemKinds.flatMap((kind) => {
      const figure = value(state[kind]);
      return figure === undefined ? [] : [`${prefix}_${name}{kind="${kind}"} ${figure}`];
    });
  const waiting = ({ waiting }: KindState): readonly Waiting[] =>
    Object.values(waiting).filter(({ forgotten }) => forgotten !== true);
  const isGivenUp = ({ nextTry }: Waiting): boolean => nextTry === undefined;
  return [
    ...gauge(
      'items_waiting',
      'Items that wait for a retry, or for their PDF or STIX.',
      perKind((kind) => waiting(kind).filter((item) => !isGivenUp(item)).length, 'items_waiting'),
    ),
    ...gauge(
      'items_given_up',
      'Items that are not retried any more.',
      perKind((kind) => waiting(kind).filter(isGivenUp).length, 'items_given_up'),
    ),
    ...gauge(
      'imports_unfinished',
      'Works in OpenCTI whose import is not known to be complete.',
      Object.keys(state.imports?.works ?? {}).length,
    ),
    ...gauge(
      'objects_refused',
      'Objects that OpenCTI refused at their import in the last 30 days.',
      state.imports?.refused.length ?? 0,
    ),
    ...gauge(
      'delivered_up_to_timestamp_seconds',
      'Every item dated at or before it was delivered, waits or was given up.',
      perKind(({ watermark }) => watermark, 'delivered_up_to_timestamp_seconds'),
    ),
  ];
}

/** All metrics are gauges: no counter spans two runs, which are processes of their own. */
function gauge(name: string, help: string, samples: number | readonly string[]): readonly string[] {
  const full = `${prefix}_${name}`;
  const lines = typeof samples === 'number' ? [`${full} ${samples}`] : samples;
  if (lines.length === 0) return [];
  return [`# HELP ${full} ${help}`, `# TYPE ${full} gauge`, ...lines];
}

const seconds = (time: Date): number => time.getTime() / 1000;
