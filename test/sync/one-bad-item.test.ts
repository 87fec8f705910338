import t from 'tap';

import { type Convert, convertDownload } from '../../src/converter/download.js';
import { neverCanceled, ok } from '../../src/lib/index.js';
import { freshState, type State } from '../../src/state/index.js';
import { dryRunTarget, readOnlySession, runSync } from '../../src/sync/index.js';
import type { Entry, ThreatVision } from '../../src/threatvision/index.js';
import { syncOptions } from './options.js';

const entry = (id: string, date: number): Entry => ({
  kind: 'bundles',
  id,
  date,
  fingerprint: 'f',
  raw: { id },
  stixUrl: new URL(`https://api.example/${id}.stix`),
});

function source(download: (entry: Entry) => ReturnType<ThreatVision['downloadStix']>): ThreatVision {
  const unused = (): never => {
    throw new Error('not asked for here');
  };
  return {
    authenticate: unused,
    newest: unused,
    download: unused,
    parseStoredEntry: unused,
    probe: unused,
    list: (kind) =>
      Promise.resolve(
        ok({ entries: kind === 'bundles' ? [entry('b', 20), entry('a', 10)] : [], unreadable: [] }),
      ),
    downloadStix: download,
  };
}

const empty = () => Promise.resolve(ok({ type: 'empty' } as const));

const convert: Convert = (job) => Promise.resolve(convertDownload(job));

t.test('an exception fails its item only, and newer items continue', async (t) => {
  const saved: State[] = [];
  const session = readOnlySession(freshState(0));
  const summary = await runSync({
    source: source(({ id }) => (id === 'a' ? Promise.reject(new TypeError('x is not a function')) : empty())),
    session: { ...session, finish: (state) => (saved.push(state), session.finish(state)) },
    target: dryRunTarget(),
    convert,
    options: syncOptions,
    cancellation: neverCanceled(),
    emit: () => undefined,
    now: Date.now,
  });
  t.match(summary, {
    outcome: 'partial',
    failures: [{ id: 'a', reason: 'bug', message: /x is not a function/ }],
  });
  t.match(saved, [{ bundles: { watermark: 20, waiting: { a: { lack: 'item' } } } }]);
});

t.test('a download that never ends does not delay the end of an abandoned run', async (t) => {
  const [interrupt, abandon] = [new AbortController(), new AbortController()];
  const run = runSync({
    source: source(({ id }) => {
      if (id === 'b') return empty();
      setImmediate(() => interrupt.abort());
      setImmediate(() => abandon.abort());
      return new Promise(() => undefined);
    }),
    session: readOnlySession(freshState(0)),
    target: dryRunTarget(),
    convert,
    options: syncOptions,
    cancellation: {
      stopAccepting: interrupt.signal,
      abandonInFlight: abandon.signal,
      shutdownDeadline: neverCanceled().shutdownDeadline,
    },
    emit: () => undefined,
    now: Date.now,
  });
  t.match(await run, { outcome: 'interrupted', bundles: { listed: 2, failed: 0 } });
});
