import { kinds, lockHolder, openStateStore, type State } from '../../state/index.js';
import { withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';

/** `status`: what the local state knows. Asks nobody. */
export function statusCommand(flags: CommonOptions): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config } = context;
    const name = config.connector.id ?? 'default';
    const opened = await openStateStore({
      name,
      ...(config.state.dir === undefined ? {} : { directory: config.state.dir }),
    });
    if (!opened.ok) return context.fail(opened.failure);
    const loaded = opened.value.load();
    if (!loaded.ok) return context.fail(loaded.failure);
    const { path, directory } = opened.value;
    const document = {
      statePath: path,
      lock: lockHolder(directory, name) ?? null,
      openWorks: loaded.value?.openWorks ?? [],
      ...(loaded.value === undefined
        ? { lastRun: null, reports: null, bundles: null }
        : describe(loaded.value.state)),
    };
    if (context.json) context.printJson(document);
    else context.print(inWords(document));
    return exitCodes.done;
  });
}

const iso = (seconds: number | undefined): string | null =>
  seconds === undefined ? null : new Date(seconds * 1000).toISOString();

function describe(state: State) {
  const [reports, bundles] = kinds.map((kind) => {
    const { start, watermark, recent, waiting } = state[kind];
    return {
      start: iso(start),
      watermark: iso(watermark),
      recent: Object.values(recent).reduce((sum, day) => sum + Object.keys(day).length, 0),
      waiting: Object.entries(waiting).map(([id, item]) => ({
        id,
        lack: item.lack,
        reason: item.reason,
        message: item.message,
        attempts: item.attempts,
        firstAttempt: iso(item.firstAttempt),
        lastAttempt: iso(item.lastAttempt),
        nextTry: iso(item.nextTry),
        givenUp: item.nextTry === undefined,
      })),
    };
  });
  const { lastRun } = state;
  return {
    lastRun:
      lastRun === undefined
        ? null
        : {
            startedAt: iso(lastRun.startedAt),
            finishedAt: iso(lastRun.finishedAt),
            outcome: lastRun.outcome,
          },
    reports: reports ?? null,
    bundles: bundles ?? null,
  };
}

type Described = ReturnType<typeof describe>;
type Document = {
  readonly statePath: string;
  readonly lock: { readonly pid: number; readonly host: string; readonly since: string } | null;
} & {
  readonly [K in keyof Described]: Described[K] | null;
};

function inWords({ statePath, lock, lastRun, reports, bundles }: Document): string {
  const kindLines = Object.entries({ reports, bundles }).flatMap(([kind, one]) =>
    one === null
      ? []
      : [
          `${kind}: settled up to ${one.watermark ?? '(nothing yet)'}, starting from ${one.start ?? ''}, ${one.recent} remembered`,
          ...one.waiting.map(
            ({ id, lack, message, attempts, nextTry }) =>
              `  ${lack === 'item' ? 'failed' : `lacks its ${lack.toUpperCase()}`}: ${id} after ${attempts} attempts, ${nextTry === null ? 'given up' : `next try ${nextTry}`}: ${message}`,
          ),
        ],
  );
  return [
    `State: ${statePath}`,
    `Lock: ${lock === null ? 'free' : `pid ${lock.pid} on ${lock.host} since ${lock.since}`}`,
    `Last run: ${lastRun === null ? 'none' : `${lastRun.finishedAt ?? ''} (${lastRun.outcome})`}`,
    ...kindLines,
  ].join('\n');
}
