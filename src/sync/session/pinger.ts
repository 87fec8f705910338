import type { OpenCti, PingInfo } from '../../opencti/index.js';
import { err, ok, type Result } from '../../result/index.js';
import {
  digestOf,
  type LocalState,
  type State,
  type StateFailure,
  type StateStore,
} from '../../state/index.js';
import type { RunFailure } from '../failure.js';

/** Keeps the two homes of the state in step: every ping is noted locally before it leaves and when it is confirmed. */
export interface Pinger {
  /**
   * Stores a state text on the platform. Pings go one at a time, and none follows a reset: the second would be
   * stored and undo it (opencti-api, section 5).
   */
  ping(text: string, finished?: boolean): Promise<Result<'stored' | 'reset', RunFailure>>;
  save(state: State): Result<void, StateFailure>;
  noteWork(event: {
    readonly type: 'opened' | 'closed';
    readonly workId: string;
  }): Result<void, StateFailure>;
  /** After a reset at the very start, which the run takes as its starting point. */
  startOver(): void;
  /** The last known queue, told with every ping. */
  note(queueMegabytes: number, buffering: boolean): void;
  local(): LocalState;
}

/** State texts whose pings got no answer: the platform may hold any of them. */
const maxUnconfirmed = 20;

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
  let local = initial;
  let queue = { megabytes: 0, buffering: false };
  let reset = false;
  let turn: Promise<unknown> = Promise.resolve();

  const write = (next: LocalState): Result<void, StateFailure> => {
    local = next;
    return store.save(next);
  };
  const once = async (text: string, finished: boolean): Promise<Result<'stored' | 'reset', RunFailure>> => {
    if (reset) return ok('reset');
    const sent = digestOf(text);
    // Killed between here and the answer, the platform holds one of these: all are ours.
    const noted = write({
      ...local,
      confirmed: [...new Set([...local.confirmed, sent])].slice(-maxUnconfirmed),
    });
    if (!noted.ok) return noted;
    const answer = await platform.ping(id, text, info(queue.megabytes, queue.buffering, finished));
    if (!answer.ok) return err(answer.failure);
    const holds = digestOf(answer.value.state);
    reset = holds !== sent && !bothEmpty(answer.value.state, text);
    // A reset purges the platform's queue: all that is remembered as delivered is forgotten with it, at once.
    const confirmed = write(
      reset ? { state: fresh, confirmed: [holds], openWorks: [] } : { ...local, confirmed: [holds] },
    );
    if (!confirmed.ok) return confirmed;
    return ok(reset ? 'reset' : 'stored');
  };

  return {
    ping(text, finished = false) {
      const mine = turn.then(() => once(text, finished));
      turn = mine.catch(() => undefined);
      return mine;
    },
    save: (state) => (reset ? ok(undefined) : write({ ...local, state })),
    noteWork({ type, workId }) {
      if (reset) return ok(undefined);
      const others = local.openWorks.filter((open) => open !== workId);
      return write({ ...local, openWorks: type === 'opened' ? [...others, workId] : others });
    },
    startOver() {
      reset = false;
    },
    note(megabytes, buffering) {
      queue = { megabytes, buffering };
    },
    local: () => local,
  };
}

/** `{}` sent into a platform without a state may come back as `""` or null: nothing was there to lose. */
const bothEmpty = (answer: string | null, sent: string): boolean =>
  sent === '{}' && (answer === null || answer === '' || answer === '{}');
