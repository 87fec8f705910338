import t from 'tap';

import {
  freshState,
  type Imports,
  needsListing,
  noImports,
  openStateStore,
  type Pushed,
  queueLost,
  readConnectorState,
  type State,
  type Waiting,
  withoutImports,
  writeConnectorState,
} from '../../src/state/index.js';
import { valueAt } from '../tools/value-at.js';

const imports: Imports = {
  works: {
    w1: { name: 'W1', kind: 'reports', items: { ['__proto__']: 100, r2: 200 }, objects: 7, at: 1000 },
    w2: {
      name: 'W2',
      kind: 'bundles',
      items: { b1: 300 },
      objects: 2,
      at: 1000,
      processed: 1,
      reported: 1,
      stalled: 1,
    },
  },
  again: { reports: { r2: 900 }, bundles: {} },
  partial: {
    reports: { r3: { date: 50, version: '1.0.0', at: 1000 }, r4: { date: 60, at: 1001 } },
    bundles: {},
  },
  refused: [
    { kind: 'bundles', item: 'b1', work: 'W2', message: 'no', at: 1001, objectId: 'tool--1' },
    { kind: 'reports', work: 'W1', message: 'lost', at: 1002, objectType: 'tool', objectName: 'T' },
  ],
};
const state: State = { ...freshState(5), imports };

t.test('unfinished imports are read back, and survive a kill in the journal', async (t) => {
  t.strictSame(readConnectorState(writeConnectorState(state)), { type: 'ours', state });
  const directory = t.testdir();
  const open = async () => {
    const store = await openStateStore({ directory, name: 'c' });
    if (!store.ok) throw new Error(JSON.stringify(store.failure));
    return store.value;
  };
  const store = await open();
  const never = (): never => {
    throw new Error('the whole state was asked for');
  };
  t.ok(store.save({ state, confirmed: [], openWorks: [] }).ok);
  const pushed = (item: string, objects: number): Pushed => ({
    work: 'w3',
    name: 'W3',
    kind: 'bundles',
    item,
    date: 400,
    objects,
    at: 1003,
  });
  t.ok(store.record([{ pushed: pushed('b3', 9) }, { pushed: pushed('b2', 4) }], never).ok);
  const loaded = (await open()).load();
  t.strictSame(valueAt(loaded, 'value', 'state', 'imports', 'works'), {
    ...imports.works,
    w3: { name: 'W3', kind: 'bundles', items: { b3: 400, b2: 400 }, objects: 9, at: 1003 },
  });
});

t.test('a damaged or missing part does not make a state unreadable', (t) => {
  for (const part of [undefined, null, [], { works: {} }, { ...imports, works: { w: {} } }]) {
    const text = JSON.stringify({ teamt5_opencti: { ...freshState(5), imports: part } });
    t.strictSame(readConnectorState(text), { type: 'ours', state: freshState(5) });
  }
  t.end();
});

t.test('imports of a version that noted no items with refused objects are read', (t) => {
  const { works, again, refused } = imports;
  const before = { works, again, refused };
  const text = JSON.stringify({ teamt5_opencti: { ...freshState(5), imports: before } });
  t.strictSame(readConnectorState(text), {
    type: 'ours',
    state: { ...freshState(5), imports: { ...before, partial: noImports.partial } },
  });
  t.end();
});

t.test('a text beyond 256 kB omits the imports first', (t) => {
  const items = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`report-${n}`, 100]));
  const recent = { '0': { r1: 'abcdef' } };
  const read = readConnectorState(
    writeConnectorState({
      ...freshState(5),
      reports: { start: 5, watermark: 9, recent, waiting: {} },
      imports: { ...imports, works: { w: { name: 'W', kind: 'reports', items, objects: 1, at: 1 } } },
    }),
  );
  t.equal(valueAt(read, 'state', 'imports'), undefined);
  t.strictSame(valueAt(read, 'state', 'reports', 'recent'), recent);
  t.end();
});

t.test('a reset of one kind forgets its imports', (t) => {
  const { imports: left } = withoutImports(state, ['reports']);
  t.strictSame(Object.keys(left?.works ?? {}), ['w2']);
  t.strictSame(left?.again, noImports.again);
  t.strictSame(left?.partial, noImports.partial);
  t.strictSame(
    left?.refused.map(({ work }) => work),
    ['W2'],
  );
  t.equal(withoutImports(state, ['reports', 'bundles']).imports, undefined);
  t.end();
});

t.test('lost items wait with their stored entry, or for their listing', (t) => {
  const waiting = (fields: Partial<Waiting>): Waiting => ({
    lack: 'item',
    date: 1,
    fingerprint: 'f',
    reason: 'r',
    message: 'm',
    raw: { a: 1 },
    firstAttempt: 1,
    lastAttempt: 2,
    attempts: 3,
    ...fields,
  });
  const before = {
    start: 0,
    watermark: 900,
    recent: { '0': { known: 'abcdef' } },
    waiting: { failed: waiting({ nextTry: 9 }), 'given-up': waiting({}), noPdf: waiting({ lack: 'pdf' }) },
  };
  const lost = { known: 100, failed: 1, 'given-up': 1, noPdf: 1 };
  const after = queueLost(before, lost, 'its objects were lost', 1000).waiting;
  t.match(after.known, { date: 100, fingerprint: 'abcdef', reason: 'import-lost', nextTry: 1000, raw: null });
  t.match(after.noPdf, { lack: 'item', fingerprint: 'f', nextTry: 1000, raw: { a: 1 } });
  t.strictSame([after.failed, after['given-up']], [before.waiting.failed, before.waiting['given-up']]);
  t.strictSame(
    Object.entries(after).flatMap(([id, one]) => (needsListing(one) ? [id] : [])),
    ['known'],
  );
  t.end();
});
