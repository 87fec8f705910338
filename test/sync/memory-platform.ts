import type { ConnectorRecord, OpenCti, PingInfo, WorkSummary } from '../../src/opencti/index.js';
import { ok } from '../../src/lib/index.js';

type Needed = Pick<
  OpenCti,
  'connector' | 'register' | 'ping' | 'works' | 'worksSince' | 'closeWork' | 'discardWork'
>;

/** The connector state of the platform (docs/opencti-api.md#connector-state), in memory. */
export interface MemoryPlatform extends Needed {
  state: string | null;
  exists: boolean;
  megabytes: number;
  readonly pings: { readonly state: string; readonly info: PingInfo }[];
  readonly closed: string[];
  readonly discarded: string[];
  readonly listed: WorkSummary[];
  /** Called before a ping takes effect. */
  onPing: () => void | Promise<void>;
  pressReset(): void;
}

export function memoryPlatform(): MemoryPlatform {
  let flag = false;
  const record = (): ConnectorRecord => ({
    name: 'Memory',
    active: true,
    state: platform.state,
    queue: { messages: 0, megabytes: platform.megabytes },
  });
  const platform: MemoryPlatform = {
    state: null,
    exists: true,
    megabytes: 0,
    pings: [],
    closed: [],
    discarded: [],
    listed: [],
    onPing: () => undefined,
    pressReset() {
      platform.state = '';
      flag = true;
    },
    connector: () => Promise.resolve(ok(platform.exists ? record() : null)),
    register() {
      platform.exists = true;
      return Promise.resolve(ok({ state: platform.state }));
    },
    async ping(_id, state, info) {
      platform.pings.push({ state, info });
      await platform.onPing();
      if (flag) flag = false;
      else platform.state = state;
      return ok({ state: platform.state });
    },
    works: () => Promise.resolve(ok(platform.listed)),
    worksSince: () => Promise.resolve(ok({ works: platform.listed, isComplete: true })),
    discardWork(id) {
      platform.discarded.push(id);
      return Promise.resolve(ok(undefined));
    },
    closeWork(id) {
      platform.closed.push(id);
      return Promise.resolve(ok(undefined));
    },
  };
  return platform;
}
