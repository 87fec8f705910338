import t from 'tap';

import {
  freshState,
  type KindState,
  readConnectorState,
  type State,
  type Waiting,
  writeConnectorState,
} from '../../src/state/index.js';
import { valueAt } from '../tools/value-at.js';

const evening = Date.UTC(2026, 10, 24, 19) / 1000;

t.test('reads every form of last_run that connectors have written', (t) => {
  for (const form of [
    '2026-11-24T19:00:00+00:00',
    '2026-11-24T19:00:00Z',
    '2026-11-24T19:00:00',
    '2026-11-24T19:00:00.123456+00:00',
    '2026-11-24T19:00:00.123456',
    '2026-11-24 19:00:00',
    '2026-11-24 19:00:00 UTC',
    '2026-11-24T20:00:00+01:00',
    '2026-11-24T14:00:00-0500',
    '2026-11-24 19:00',
    evening,
    evening + 0.75,
    evening * 1000,
    String(evening),
  ]) {
    t.match(
      readConnectorState(JSON.stringify({ last_run: form })),
      { type: 'last-run', lastRun: evening },
      String(form),
    );
  }
  t.match(readConnectorState('{"last_run":"2026-11-24"}'), { lastRun: Date.UTC(2026, 10, 24) / 1000 });
  t.end();
});

t.test('an invalid last_run is unreadable, and does not mean 1970', (t) => {
  for (const last_run of ['yesterday', '2026-13-01T00:00:00Z', true, -5, 1e300, {}])
    t.match(
      readConnectorState(JSON.stringify({ last_run })),
      { type: 'unreadable' },
      JSON.stringify(last_run),
    );
  t.end();
});

t.test('reads all forms of an empty state; only "" is a reset', (t) => {
  t.same(readConnectorState(''), { type: 'reset' });
  for (const text of [null, 'null', '{}', '{"last_run":null}', '{"last_run":""}'])
    t.same(readConnectorState(text), { type: 'none', foreign: {} }, String(text));
  t.end();
});

t.test('reads back what it has written, with foreign keys', (t) => {
  const state: State = {
    ...freshState(100, { other: { deep: [1] }, secret: 'kept' }),
    bundles: { start: 100, watermark: 900, recent: { '0': { b1: 'abcdef' } }, waiting: {} },
    lastRun: { startedAt: 800, finishedAt: 850, outcome: 'done', lastSuccess: 800 },
  };
  const text = writeConnectorState(state);
  t.same(readConnectorState(text), { type: 'ours', state });
  t.match(JSON.parse(text), { other: { deep: [1] }, last_run: '1970-01-01T00:13:20+00:00' });
  t.end();
});

t.test('last_run is early enough for the Python connector to miss nothing', (t) => {
  const failed: Waiting = {
    lack: 'item',
    date: 450,
    fingerprint: 'f',
    reason: 'r',
    message: 'm',
    firstAttempt: 1,
    lastAttempt: 2,
    attempts: 1,
    raw: {},
  };
  const settled: State = {
    ...freshState(100),
    reports: { start: 100, watermark: 700, recent: {}, waiting: {} },
    bundles: { start: 100, watermark: 600, recent: {}, waiting: {} },
  };
  const lastRunOf = (state: State): unknown => {
    const written: unknown = JSON.parse(writeConnectorState(state));
    return typeof written === 'object' && written !== null && 'last_run' in written && written.last_run;
  };
  t.equal(lastRunOf(freshState(100)), '1970-01-01T00:01:40+00:00', 'nothing settled: the start');
  t.equal(lastRunOf(settled), '1970-01-01T00:10:00+00:00', 'no complete success yet: the lower watermark');
  const success = { startedAt: 900, finishedAt: 950, outcome: 'done', lastSuccess: 900 };
  t.equal(lastRunOf({ ...settled, lastRun: success }), '1970-01-01T00:15:00+00:00');
  const withFailure: State = { ...settled, reports: { ...settled.reports, waiting: { a: failed } } };
  t.equal(
    lastRunOf({ ...withFailure, lastRun: success }),
    '1970-01-01T00:07:30+00:00',
    'a failed item: its date',
  );
  t.end();
});

t.test('a text beyond 256 kB omits the recent ids and stays readable', (t) => {
  const recent = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`report-${n}`, 'abcdef']));
  const state: State = {
    ...freshState(0),
    reports: { start: 0, watermark: 9, recent: { '0': recent }, waiting: {} },
  };
  const text = writeConnectorState(state);
  t.ok(text.length < 1000);
  t.match(readConnectorState(text), { type: 'ours', state: { reports: { watermark: 9 } } });
  t.strictSame(valueAt(readConnectorState(text), 'state', 'reports', 'recent'), {});
  t.end();
});

t.test('an invalid part of the own state makes it unreadable as a whole', (t) => {
  const good: unknown = JSON.parse(writeConnectorState(freshState(5)));
  t.match(readConnectorState(JSON.stringify(good)), { type: 'ours' });
  for (const reports of [
    null,
    {},
    { start: -1 },
    { start: 1, recent: { x: {} } },
    { start: 1, waiting: { a: {} } },
    { start: 1e15 },
  ])
    t.match(
      readConnectorState(JSON.stringify({ teamt5_opencti: { version: 1, reports, bundles: { start: 1 } } })),
      { type: 'unreadable' },
      JSON.stringify(reports),
    );
  t.end();
});

t.test('a text never exceeds 256 kB, and another host that takes over from it loses no item', (t) => {
  const waiting = (date: number, size: number, lack: Waiting['lack'] = 'item'): Waiting => ({
    lack,
    date,
    fingerprint: 'f',
    reason: 'r',
    message: 'm'.repeat(size / 2),
    firstAttempt: 1,
    lastAttempt: 2,
    attempts: 1,
    raw: { digest: 'd'.repeat(size / 2) },
  });
  const many = (count: number, size: number, lack?: Waiting['lack']): KindState => ({
    start: 100,
    watermark: 9000,
    recent: { '0': { r1: 'abcdef' } },
    waiting: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`w${index}`, waiting(5000 + index, size, lack)]),
    ),
  });
  for (const [kind, watermark, kept] of [
    [many(60, 1000), 9000, 60],
    [many(60, 1_000_000), 4999, 0],
    [many(60, 1_000_000, 'pdf'), 9000, 0],
    [many(3000, 500), 4999, 0],
    [{ ...many(60, 500), waiting: { ...many(60, 500).waiting, large: waiting(700, 900_000) } }, 699, 60],
    [{ start: 100, recent: {}, waiting: many(60, 1_000_000).waiting }, undefined, 0],
  ] as const) {
    const text = writeConnectorState({ ...freshState(100, { other: 'kept' }), reports: kind });
    t.ok(Buffer.byteLength(text) <= 256 * 1024, `${text.length} characters`);
    const read = readConnectorState(text);
    t.match(read, { type: 'ours', state: { foreign: { other: 'kept' }, reports: { start: 100 } } });
    if (read.type !== 'ours') continue;
    t.equal(read.state.reports.watermark, watermark);
    t.equal(Object.keys(read.state.reports.waiting).length, kept);
  }
  t.end();
});
