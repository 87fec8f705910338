import t from 'tap';

import { type Convert, convertDownload } from '../../src/converter/download.js';
import { err, neverCanceled, ok } from '../../src/lib/index.js';
import { freshState, type State } from '../../src/state/index.js';
import { type Every, readOnlySession, runSync, type Session, type Target } from '../../src/sync/index.js';
import type { ThreatVision } from '../../src/threatvision/index.js';
import { bundleSource } from './bundle-source.js';
import { syncOptions } from './options.js';

const convert: Convert = (job) => Promise.resolve(convertDownload(job));

function manualTimers() {
  const timers = new Set<() => void>();
  const intervals: number[] = [];
  const every: Every = (milliseconds, action) => {
    intervals.push(milliseconds);
    timers.add(action);
    return () => void timers.delete(action);
  };
  return {
    every,
    intervals,
    running: () => timers.size,
    elapse: () => [...timers].forEach((action) => action()),
  };
}

type Deliver = Target['deliver'];

const target = (deliver: Deliver): Target => ({
  planned: () => undefined,
  deliver,
  itemFailed: () => undefined,
  close: () => Promise.reject(new Error('nothing is awaited from a lost platform')),
  discard: () => Promise.resolve(ok(undefined)),
});

function start(source: ThreatVision, session: Session, sink: Target, every: Every) {
  return runSync({
    source,
    session,
    target: sink,
    convert,
    options: syncOptions,
    every,
    cancellation: neverCanceled(),
    emit: () => undefined,
    now: Date.now,
  });
}

t.test(
  'a platform that fails the probe is lost: deliveries are abandoned and their items untouched',
  async (t) => {
    const timers = manualTimers();
    const finished: [State, string | undefined][] = [];
    const session = readOnlySession(freshState(0));
    let probes = 0;
    const failure = {
      reason: 'opencti-refused',
      operation: 'ping',
      code: 'X',
      message: 'no broker',
    } as const;
    const summary = await start(
      bundleSource(['a', 'b', 'c']),
      {
        ...session,
        probe: () => Promise.resolve(++probes === 1 ? ok(undefined) : err(failure)),
        finish: (state, where) => (finished.push([state, where]), session.finish(state)),
      },
      target(() => {
        setImmediate(timers.elapse);
        setImmediate(() => setImmediate(timers.elapse));
        return new Promise(() => undefined);
      }),
      timers.every,
    );
    t.match(summary, { outcome: 'failed', failure, bundles: { delivered: 0, failed: 0 } });
    t.strictSame(summary.failures, []);
    t.equal(finished[0]?.[1], 'locally');
    t.strictSame(finished[0]?.[0].bundles.waiting, {});
    t.equal(finished[0]?.[0].bundles.watermark, undefined);
    t.strictSame([...new Set(timers.intervals)], [30_000]);
    t.equal(timers.running(), 0);
  },
);

t.test('a slow platform that responds to the probe has all the time of the push', async (t) => {
  const timers = manualTimers();
  let probes = 0;
  const summary = await start(
    bundleSource(['a']),
    { ...readOnlySession(freshState(0)), probe: () => (probes++, Promise.resolve(ok(undefined))) },
    {
      ...target(async () => {
        for (let round = 0; round < 9; round++) {
          timers.elapse();
          await new Promise(setImmediate);
        }
        return ok({ objects: 1, bytes: 1 });
      }),
      close: () => Promise.resolve(ok(undefined)),
    },
    timers.every,
  );
  t.match(summary, { outcome: 'done', bundles: { delivered: 1 } });
  t.ok(probes >= 8);
});
