import { convertDownload } from '../../../src/converter/download.js';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ItemKind } from '../../../src/kinds.js';

import { neverCanceled } from '../../../src/lib/index.js';
import { connectOpenCti } from '../../../src/opencti/index.js';
import { openStateStore, type StateStore, type Waiting } from '../../../src/state/index.js';
import {
  type Every,
  type ItemFailure,
  platformSession,
  pushTarget,
  runSync,
  type SyncEvent,
  type SyncOptions,
} from '../../../src/sync/index.js';
import { createThreatVision } from '../../../src/threatvision/index.js';
import { defaultToken, type OpenCtiSandbox, startOpenCti } from '../../sandbox/opencti.js';
import { startThreatVision, type ThreatVisionSandbox } from '../../sandbox/threatvision.js';
import type { SandboxRequest, SandboxResponse } from '../../sandbox/types.js';
import { connectorId } from '../../tools/constants.js';
import { syncOptions } from '../options.js';
import { directClient } from './direct-client.js';
import { createFate, type Fate } from './fate.js';

export interface RunPlan {
  /** The run is killed after this number of steps (requests, responses, writes). */
  readonly killAt?: number;
  readonly chance: () => number;
  readonly options?: Partial<Pick<SyncOptions, 'maxItems' | 'kinds' | 'retryFailed'>>;
  readonly onRequest?: (
    service: 'source' | 'platform',
    request: SandboxRequest,
  ) => SandboxResponse | undefined;
}

/** The part of an event that the books read. */
export interface Seen {
  readonly type: string;
  readonly kind?: ItemKind | undefined;
  readonly id?: string | undefined;
  readonly message?: string | undefined;
  readonly objectId?: string | undefined;
  readonly items?: readonly string[] | undefined;
  readonly again?: boolean | undefined;
  readonly nextTry?: number | undefined;
}

export interface Ended {
  readonly outcome: string;
  readonly failure?: { readonly reason: string } | undefined;
  readonly failures: readonly Pick<ItemFailure, 'kind' | 'id' | 'message'>[];
}

export interface RunEnd {
  /** Undefined: killed. */
  readonly summary?: Ended;
  /** The reason of a run that could not start. */
  readonly refused?: string;
  readonly events: readonly Seen[];
  /** `kind/id` of items that were started and not settled. */
  readonly inFlight: readonly string[];
}

export interface Delivery {
  readonly item: string;
  readonly version: number;
  readonly run: number;
}

/** Both services, the disk of one host, and a clock. */
export interface World {
  readonly source: ThreatVisionSandbox;
  readonly platform: OpenCtiSandbox;
  /** Accepted pushes, in order. */
  readonly deliveries: readonly Delivery[];
  readonly runs: () => number;
  now(): number;
  pass(milliseconds: number): void;
  run(plan: RunPlan): Promise<RunEnd>;
  close(): Promise<void>;
}

/** Whose program can be replaced by another version, and whose disk can be read. */
export interface ModelWorld extends World {
  upgrade(): void;
  /** The retry queue on disk. */
  waiting(kind: ItemKind): Promise<Readonly<Record<string, Waiting>>>;
}

export const lookback = 7 * 86_400;

/** Identifies an item's pushes: `item:<kind>/<id>:v<version>`. */
export const mark = (kind: ItemKind, id: string, version: number): string => `item:${kind}/${id}:v${version}`;

/** Undefined: no push, or a refused one. */
export function deliveredBy(
  request: SandboxRequest,
  { body = '' }: SandboxResponse,
): Omit<Delivery, 'run'> | undefined {
  if (!request.body.includes('stixBundlePush(') || !String(body).includes('"stixBundlePush":true'))
    return undefined;
  const [, item = '', version = ''] = /item:(\w+\/[\w-]+):v(\d+)/.exec(request.body.toString()) ?? [];
  return { item, version: Number(version) };
}

/** Counts turns of the event loop instead of time, ten per second, as long as the process lives. */
const everyTurns =
  (isOver: () => boolean): Every =>
  (milliseconds, action) => {
    let turn = 0;
    let pending = setImmediate(next);
    function next(): void {
      if (isOver()) return;
      turn += 1;
      pending = setImmediate(next);
      if (turn % (milliseconds / 100) === 0) action();
    }
    return () => clearImmediate(pending);
  };

/** @param start milliseconds since the epoch */
export async function createWorld(start: number, version: string): Promise<ModelWorld> {
  const [source, platform] = await Promise.all([
    startThreatVision({ pageSize: 3, keepRequests: false }),
    startOpenCti({ version, importPaused: true, keepBundles: false, keepRequests: false, now: () => clock }),
  ]);
  const directory = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'teamt5-opencti-model-'),
  );
  let clock = start;
  let runs = 0;
  let upgrades = 0;
  let closed = false;
  const deliveries: Delivery[] = [];

  const noteDelivery = (request: SandboxRequest, response: SandboxResponse): void => {
    const delivered = deliveredBy(request, response);
    if (delivered !== undefined) deliveries.push({ ...delivered, run: runs });
  };

  async function run(plan: RunPlan): Promise<RunEnd> {
    runs += 1;
    const fate = createFate(plan.killAt);
    const open = new Set<string>();
    const events: SyncEvent[] = [];
    const emit = (event: SyncEvent): void => {
      if (fate.dead()) return;
      events.push(event);
      if (event.type === 'started') open.add(`${event.kind}/${event.id}`);
      if (event.type === 'delivered' || event.type === 'failed' || event.type === 'nothing-to-import')
        open.delete(`${event.kind}/${event.id}`);
    };
    const ended = await Promise.race([
      live(plan, fate, emit),
      fate.killed.then((): Pick<RunEnd, 'summary' | 'refused'> => ({})),
    ]);
    return { ...ended, events, inFlight: [...open] };
  }

  async function live(
    plan: RunPlan,
    fate: Fate,
    emit: (event: SyncEvent) => void,
  ): Promise<Pick<RunEnd, 'summary' | 'refused'>> {
    const { chance, onRequest = () => undefined } = plan;
    const version = `1.0.${upgrades}`;
    let beats: (() => void)[] = [];
    const client = (service: 'source' | 'platform') =>
      directClient({
        sandbox: service === 'source' ? source : platform,
        fate,
        chance,
        onRequest(request) {
          if (chance() < 0.05) for (const beat of beats) setImmediate(beat);
          return onRequest(service, request);
        },
        onAnswer: noteDelivery,
      });
    const now = (): number => clock;
    const sleep = (milliseconds: number): Promise<void> => {
      clock += milliseconds;
      return new Promise((resolve) => setImmediate(resolve));
    };
    const store = await openStateStore({ directory, name: 'model' });
    if (!store.ok) return { refused: store.failure.reason };
    const opened = await connectOpenCti({
      http: client('platform'),
      url: new URL(platform.url),
      token: defaultToken,
      now,
      sleep,
    });
    if (!opened.ok) return { refused: opened.failure.reason };
    const session = await platformSession({
      platform: opened.value,
      store: mortal(store.value, fate),
      emit,
      now,
      connector: { id: connectorId, name: 'Model', scope: ['model'] },
      version,
      firstRun: 0,
      queueThresholdMegabytes: 500,
      durationPeriod: 3_600_000,
      every(_milliseconds, action) {
        beats.push(action);
        return () => (beats = []);
      },
    });
    if (!session.ok) return { refused: session.failure.reason };
    const threatVision = createThreatVision({
      http: client('source'),
      base: new URL(source.url),
      now,
      credentials: { type: 'oauth', clientId: 'demo', clientSecret: 'demo' },
    });
    const delivery = opened.value.delivery({
      connectorId,
      startedAt: new Date(clock),
      ledger: session.value.works,
    });
    const summary = await runSync({
      source: threatVision,
      every: everyTurns(() => closed || fate.dead()),
      session: session.value,
      target: pushTarget(delivery),
      convert: (job) => Promise.resolve(convertDownload(job)),
      options: { ...syncOptions, version, lookback, attachPdf: false, ...plan.options },
      cancellation: neverCanceled(),
      emit,
      now,
    });
    return { summary };
  }

  /** A killed process writes nothing; one that is killed during a write leaves half a line. */
  function mortal(store: StateStore, fate: Fate): StateStore {
    const dying = <T>(write: () => T, nothing: T): T => {
      if (fate.dead()) return nothing;
      if (!fate.step()) {
        const journal = store.path.replace(/\.json$/, '.journal');
        if (existsSync(journal)) appendFileSync(journal, '{"kind":"reports","rec');
        return nothing;
      }
      const written = write();
      fate.step();
      return written;
    };
    return {
      ...store,
      save: (local) => dying(() => store.save(local), { ok: true, value: undefined }),
      record: (changes, whole) => dying(() => store.record(changes, whole), { ok: true, value: undefined }),
    };
  }

  return {
    source,
    platform,
    deliveries,
    run,
    runs: () => runs,
    now: () => clock,
    pass(milliseconds) {
      clock += milliseconds;
    },
    upgrade: () => (upgrades += 1),
    async waiting(kind) {
      const store = await openStateStore({ directory, name: 'model', readOnly: true });
      const loaded = store.ok ? store.value.load() : store;
      if (!loaded.ok) throw new Error(loaded.failure.message);
      return loaded.value?.state[kind].waiting ?? {};
    },
    async close() {
      closed = true;
      await Promise.all([source.close(), platform.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
