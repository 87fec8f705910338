import { createMutex, err, ok, type Result } from '../lib/index.js';
import type { OpenCti, PingInfo, WorkLedger } from '../opencti/index.js';
import {
  type Change,
  digestOf,
  type LocalState,
  type State,
  type StateFailure,
  type StateStore,
  writeConnectorState,
} from '../state/index.js';
import { fixedState } from './cursors.js';
import type { RunFailure } from './failure.js';
import type { Progress } from './session.js';

type Pinged = Promise<Result<'stored' | 'reset', RunFailure>>;

/** Records state texts before their pings and once confirmed (docs/opencti-api.md#connector-state). */
export interface ConnectorStateSync {
  /** The first ping repeats the platform's text (`{}` for none): a pending reset then loses no state. */
  open(text: string): Pinged;
  /**
   * Stores the current state. No ping follows a reset: a second one would undo it
   * (docs/opencti-api.md#resets).
   * @param finished the run is over; the platform shows when the next one starts
   */
  ping(finished: boolean): Pinged;
  /** The source of the current state from here on. */
  follow(progress: Progress): void;
  save(): Result<void, StateFailure>;
  saveWhole(): Result<void, StateFailure>;
  recordWork(event: Parameters<WorkLedger['record']>[0]): Result<void, StateFailure>;
  /** As last seen; sent with every ping. */
  setQueue(megabytes: number, isFull: boolean): void;
  state(): State;
  openWorks(): readonly string[];
}

/** State texts whose pings got no response: the platform can hold any of them. */
const maxUnconfirmed = 100;
/** At the start of a run, which gives up then. */
const maxResetsAtStart = 5;

export function createConnectorStateSync(
  settings: {
    readonly connectorId: string;
    readonly store: StateStore;
    readonly platform: Pick<OpenCti, 'ping'>;
    readonly info: (queueMegabytes: number, isFull: boolean, finished: boolean) => PingInfo;
    readonly fresh: State;
  },
  initial: LocalState,
): ConnectorStateSync {
  const { connectorId, store, platform, info, fresh } = settings;
  const pings = createMutex();
  let progress: Progress = fixedState(initial.state);
  let { confirmed, openWorks } = initial;
  let queue = { megabytes: 0, isFull: false };
  let wasReset = false;

  const whole = (): LocalState => ({ state: progress.state(), confirmed, openWorks });
  const record = (...more: Change[]): Result<void, StateFailure> =>
    store.record([...progress.changes(), ...more], whole);

  async function sendPing(text: string, finished: boolean, patience: 'short' | 'long'): Pinged {
    const sent = digestOf(text);
    // After a kill between here and the response, the platform holds one of these. The first is confirmed.
    if (!confirmed.includes(sent)) {
      confirmed = [...confirmed.slice(0, 1), ...confirmed.slice(1).slice(2 - maxUnconfirmed), sent];
    }
    const recorded = record({ confirmed });
    if (!recorded.ok) return recorded;
    const pinged = await platform.ping(
      connectorId,
      text,
      info(queue.megabytes, queue.isFull, finished),
      patience,
    );
    if (!pinged.ok) return err(pinged.failure);
    const { state } = pinged.value;
    const held = digestOf(state);
    // `{}` means "no state", which the platform can return as null; only "" means a reset.
    const isSame = held === sent || (text === '{}' && state === null);
    if (!isSame) return startOver(held);
    confirmed = [held];
    const written = record({ confirmed });
    return written.ok ? ok('stored') : written;
  }

  /** A reset purges the platform's queue, so everything remembered as delivered is forgotten at once. */
  function startOver(held: string): Result<'reset', StateFailure> {
    wasReset = true;
    progress = fixedState(fresh);
    confirmed = [held];
    const saved = store.save(whole());
    return saved.ok ? ok('reset') : saved;
  }

  async function openWith(text: string): Pinged {
    const written = store.save(whole());
    if (!written.ok) return written;
    const first = await sendPing(text, false, 'long');
    // The flag is consumed, but the platform must hold a state of ours, or the next run sees another reset.
    let last = first;
    for (let round = 0; last.ok && last.value === 'reset' && round < maxResetsAtStart; round++) {
      last = await sendPing('{}', false, 'long');
    }
    wasReset = false;
    return last.ok ? first : last;
  }

  return {
    open: (text) => pings.run(() => openWith(text)),
    ping: (finished) =>
      pings.run(() =>
        wasReset
          ? Promise.resolve(ok('reset'))
          : // A ping during the run is repeated, and others wait for it.
            sendPing(writeConnectorState(progress.state()), finished, finished ? 'long' : 'short'),
      ),
    follow(next) {
      if (!wasReset) progress = next;
    },
    save: () => (wasReset ? ok(undefined) : record()),
    saveWhole: () => (wasReset ? ok(undefined) : store.save(whole())),
    recordWork({ type, name }) {
      const others = openWorks.filter((open) => open !== name);
      openWorks = type === 'opening' ? [...others, name] : others;
      return record({ openWorks });
    },
    setQueue(megabytes, isFull) {
      queue = { megabytes, isFull };
    },
    state: () => progress.state(),
    openWorks: () => openWorks,
  };
}
