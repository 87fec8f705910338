import type { Config } from '../../config/index.js';
import type { HttpFailure } from '../../http/index.js';
import type { SyncEvent } from '../../sync/index.js';
import type { Host } from '../core/host.js';
import type { Output } from './output.js';

/** Called before a failed request is repeated after so many milliseconds. */
export type RetryListener = (
  service: 'ThreatVision' | 'OpenCTI',
  failure: HttpFailure,
  delayMs: number,
) => void;

/** The moving lines of a run on a terminal. */
export interface Progress {
  see(event: SyncEvent): void;
  readonly retrying: RetryListener;
  /** Whether the moving lines or the table at the end show this event, so that it needs no log line. */
  shows(event: SyncEvent): boolean;
  end(): void;
}

const nothing: Progress = {
  see: () => undefined,
  retrying: () => undefined,
  shows: () => false,
  end: () => undefined,
};

/** In a pipe it does nothing, and does not load ora. */
export async function openProgress({
  animated,
  host,
  config,
  color,
  json,
  wrapLines,
  now,
}: Output & { readonly config: Config; readonly now: () => Date }): Promise<Progress> {
  if (!animated) return nothing;
  const [{ default: ora }, { createProgressText }] = await Promise.all([
    import('ora'),
    import('./progress-text.js'),
  ]);
  const text = createProgressText(() => now().getTime());
  const spinner = ora({
    stream: host.stderr,
    // `animated` has decided. ora's own rule also disables it in CI systems.
    isEnabled: true,
    // Ctrl-C must arrive as a signal.
    discardStdin: false,
    text: text.lines(width(host)),
    ...(color.stderr ? {} : { color: false }),
  }).start();
  const draw = setInterval(() => (spinner.text = text.lines(width(host))), 200);
  // A log line is written above the moving lines: they are removed and drawn again.
  wrapLines((write) => {
    spinner.clear();
    write();
    if (spinner.isSpinning) spinner.render();
  });
  // A configured log level means that the operator wants all lines.
  const wantsLines = config.connector.logLevel !== undefined;
  const hasTable = host.stdout.isTTY === true && !json;
  return {
    see: text.see,
    retrying: text.retrying,
    shows(event) {
      if (wantsLines) return false;
      // Of `--wait`: the work of an earlier run is not in the table.
      const isInTable =
        event.type === 'failed' || (event.type === 'import-error' && event.work === undefined);
      return ['listed', 'delivered', 'importing'].includes(event.type) || (hasTable && isInTable);
    },
    end() {
      clearInterval(draw);
      spinner.stop();
      wrapLines((write) => write());
    },
  };
}

/** ora writes two cells before the text. */
const width = ({ stderr }: Host): number => Math.max(20, (stderr.columns ?? 0) - 3);
