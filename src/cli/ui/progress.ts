import type { Config } from '../../config/index.js';
import type { HttpFailure } from '../../http/index.js';
import type { SyncEvent } from '../../sync/index.js';
import type { Output } from './output.js';

/** Called before a failed request is repeated after so many milliseconds. */
export type RetryListener = (
  service: 'ThreatVision' | 'OpenCTI',
  failure: HttpFailure,
  delayMs: number,
) => void;

/** How a run moves before somebody's eyes. */
export interface Progress {
  see(event: SyncEvent): void;
  /** A request is sent again after so many milliseconds: the wait has a reason. */
  readonly retrying: RetryListener;
  /** The moving lines tell this event already: it needs no line of its own. */
  shows(event: SyncEvent): boolean;
  /** Takes the moving lines away. */
  end(): void;
}

const nothing: Progress = {
  see: () => undefined,
  retrying: () => undefined,
  shows: () => false,
  end: () => undefined,
};

/** ora on a terminal, nothing elsewhere: in a pipe it is not even loaded. */
export async function openProgress({
  animated,
  config,
  color,
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
    stream: process.stderr,
    // Decided by our own rules (TERM, pipes), also where ora would take the terminal for a CI's.
    isEnabled: true,
    // Ctrl-C has to come as a signal.
    discardStdin: false,
    text: text.lines(width()),
    ...(color.stderr ? {} : { color: false }),
  }).start();
  const draw = setInterval(() => (spinner.text = text.lines(width())), 200);
  // A line goes above what moves: taken away, written, drawn again.
  wrapLines((write) => {
    spinner.clear();
    write();
    if (spinner.isSpinning) spinner.render();
  });
  // Somebody who asks for a level wants the lines, too.
  const wantsLines = config.connector.logLevel !== undefined;
  return {
    see: text.see,
    retrying: text.retrying,
    shows: ({ type }) => !wantsLines && ['listed', 'delivered', 'importing'].includes(type),
    end() {
      clearInterval(draw);
      spinner.stop();
      wrapLines((write) => write());
    },
  };
}

/** ora puts two cells before the text. */
const width = (): number => Math.max(20, process.stderr.columns - 3);
