import type { OpenCti, PingInfo, WorkEvent } from '../../opencti/index.js';
import { err, ok, type Result } from '../../lib/index.js';
import {
  type Change,
  digestOf,
  type LocalState,
  type State,
  type StateFailure,
  type StateStore,
  writeConnectorState,
} from '../../state/index.js';
import type { RunFailure } from '../failure.js';
import type { Progress } from './session.js';

type Pinged = Promise<Result<'stored' | 'reset', RunFailure>>;

/** Keeps the two homes of the state in step: every ping is noted locally before it leaves and when it is confirmed. */
export interface Pinger {
  /**
   * The first ping carries the text that the platform is known to hold (`{}` for none): it uses up the flag of a reset
   * without losing a state to it. `reset`: one was pressed since we asked; the state is fresh now.
   */
  open(text: string): Pinged;
  /**
   * Stores the state as it stands. Pings go one at a time, and none follows a reset: the second would be stored and
   * undo it (opencti-api, section 5).
   */
  ping(finished?: boolean): Pinged;
  /** From here on the state is what the run's cursors say. */
  follow(progress: Progress): void;
  /** Writes down what has changed. */
  save(): Result<void, StateFailure>;
  /** Writes the state anew. */
  saveWhole(): Result<void, StateFailure>;
  noteWork(event: WorkEvent): Result<void, StateFailure>;
  /** The last known queue, told with every ping. */
  note(queueMegabytes: number, buffering: boolean): void;
  state(): State;
  openWorks(): readonly string[];
}

/** State texts whose pings got no answer: the platform may hold any of them. */
const maxUnconfirmed = 100;
/** Resets pressed while the run begins: more than this in a row is no operator's hand. */
const maxOpenings = 5;

export function createPinger(
  settings: {
    readonly id: string;
    readonly store: StateStore;
    readonly platform: Pick<OpenCti, 'ping'>;
    readonly info: (queueMegabytes: number, buffering: boolean, finished: boolean) => PingInfo;
    /** What is left after a reset. */
    readonly fresh: State;
  },
  initial: LocalState,
): Pinger {
  const { id, store, platform, info, fresh } = settings;
  let progress: Progress = { current: () => initial.state, changes: () => [] };
  let { confirmed, openWorks } = initial;
  let queue = { megabytes: 0, buffering: false };
  let reset = false;
  let turn: Promise<unknown> = Promise.resolve();

  const whole = (): LocalState => ({ state: progress.current(), confirmed, openWorks });
  const record = (...more: Change[]): Result<void, StateFailure> =>
    store.record([...progress.changes(), ...more], whole);
  const startOver = (holds: string): Result<void, StateFailure> => {
    reset = true;
    progress = { current: () => fresh, changes: () => [] };
    confirmed = [holds];
    return store.save(whole());
  };

  const once = async (text: string, finished: boolean): Pinged => {
    const sent = digestOf(text);
    // Killed between here and the answer, the platform holds one of these: all are ours. The first is the last that it
    // has confirmed.
    if (!confirmed.includes(sent)) {
      confirmed = [...confirmed.slice(0, 1), ...confirmed.slice(1).slice(2 - maxUnconfirmed), sent];
    }
    const noted = record({ confirmed });
    if (!noted.ok) return noted;
    const answer = await platform.ping(id, text, info(queue.megabytes, queue.buffering, finished));
    if (!answer.ok) return err(answer.failure);
    const { state } = answer.value;
    const holds = digestOf(state);
    // `{}` says that there is no state; a platform may say it back in its own way. "" alone says "reset".
    const same = holds === sent || (text === '{}' && state === null);
    if (!same) {
      // A reset purges the platform's queue: all that is remembered as delivered is forgotten with it, at once.
      const forgotten = startOver(holds);
      return forgotten.ok ? ok('reset') : forgotten;
    }
    confirmed = [holds];
    const written = record({ confirmed });
    return written.ok ? ok('stored') : written;
  };
  const inTurn = (action: () => Pinged): Pinged => {
    const mine = turn.then(action);
    turn = mine.catch(() => undefined);
    return mine;
  };

  return {
    open: (text) =>
      inTurn(async () => {
        const written = store.save(whole());
        if (!written.ok) return written;
        let answer = await once(text, false);
        const first = answer;
        // The flag is used up, the state still says "reset". Only a state of ours in its place tells the next run,
        // should this one be killed, that this reset has been obeyed. What another reset swallows comes again.
        for (let round = 0; answer.ok && answer.value === 'reset' && round < maxOpenings; round++) {
          answer = await once('{}', false);
        }
        reset = false;
        return answer.ok ? first : answer;
      }),
    ping: (finished = false) =>
      inTurn(() =>
        reset ? Promise.resolve(ok('reset')) : once(writeConnectorState(progress.current()), finished),
      ),
    follow(next) {
      if (!reset) progress = next;
    },
    save: () => (reset ? ok(undefined) : record()),
    saveWhole: () => (reset ? ok(undefined) : store.save(whole())),
    noteWork({ type, name }) {
      const others = openWorks.filter((open) => open !== name);
      openWorks = type === 'opening' ? [...others, name] : others;
      return record({ openWorks });
    },
    note(megabytes, buffering) {
      queue = { megabytes, buffering };
    },
    state: () => progress.current(),
    openWorks: () => openWorks,
  };
}
