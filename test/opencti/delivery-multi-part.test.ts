import t from 'tap';
import { ok } from '../../src/lib/index.js';
import type { DeliveryItem, OpenCti } from '../../src/opencti/index.js';
import {
  bundle,
  clock,
  connectorId,
  expectWorks,
  platform,
  recordInto,
  reasonOf,
  value,
  worksOf,
} from './platform.js';

const startedAt = new Date('2026-11-24T20:00:00Z');
const reportsWork = 'TeamT5 reports (run of 2026-11-24T20:00:00.000Z)';
const summary = { reports: '2 reports delivered', bundles: '1 bundle delivered' };

function report(id: string, ...bundles: DeliveryItem['bundles']): DeliveryItem {
  return { kind: 'reports', id, title: `Title of ${id}`, bundles };
}

function begin(opencti: OpenCti) {
  const events: string[] = [];
  const delivery = opencti.delivery({
    connectorId,
    startedAt,
    ledger: recordInto(events),
  });
  return { delivery, events };
}

t.test('creates one work per kind before its first push, and reports the counts once', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const events: string[] = [];
  const delivery = opencti.delivery({
    connectorId,
    startedAt,
    ledger: {
      record({ type, name }) {
        events.push(`${type} ${name} after ${sandbox.works.size} works`);
        return ok(undefined);
      },
    },
  });
  delivery.planned('reports', { from: new Date('2026-11-20T00:00:00Z'), to: startedAt });
  t.equal(sandbox.works.size, 0, 'no work before the first delivery');
  const results = await Promise.all([
    delivery.deliver(report('a', bundle(3))),
    delivery.deliver(report('b', bundle(2), bundle(1))),
    delivery.deliver({ kind: 'bundles', id: 'c', title: 'c', bundles: [bundle(4)] }),
  ]);
  t.strictSame(
    results.map((result) => value(result).objects),
    [3, 3, 4],
  );
  value(await delivery.close(summary));
  await sandbox.importsDone();
  t.strictSame(
    worksOf(sandbox).sort((a, b) => b.name.localeCompare(a.name)),
    [
      {
        name: 'TeamT5 reports 2026-11-20 to 2026-11-24 (run of 2026-11-24T20:00:00.000Z)',
        status: 'complete',
        counts: '6/6',
        messages: ['2 reports delivered'],
        errors: [],
      },
      {
        name: 'TeamT5 bundles (run of 2026-11-24T20:00:00.000Z)',
        status: 'complete',
        counts: '4/4',
        messages: ['1 bundle delivered'],
        errors: [],
      },
    ],
  );
  const ids = [...sandbox.works.keys()];
  t.strictSame([...delivery.workIds()].sort(), ids.sort());
  t.equal(events.length, 4);
  t.match(events[0], /^opening TeamT5 reports .* after 0 works$/);
  t.strictSame(events.filter((event) => event.startsWith('closed')).length, 2);
});

t.test(
  'where the server splits, a work closed before its import completes with its last object',
  async (t) => {
    const { sandbox, opencti } = await platform(t, { clock: clock(), importPaused: true });
    const { delivery, events } = begin(opencti);
    value(await delivery.deliver(report('a', bundle(3))));
    value(await delivery.close(summary));
    expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/3', messages: [summary.reports] }]);
    t.strictSame(events, [`opening ${reportsWork}`, `closed ${reportsWork}`]);
    sandbox.importAll();
    expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
  },
);

t.test('objects that the splitter drops do not keep the work in progress', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock(), importPaused: true });
  const { delivery } = begin(opencti);
  // One higher than the real number, as with a duplicate or a type unknown to the platform.
  value(await delivery.deliver(report('a', { ...bundle(3), objects: 4 })));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/3', messages: [summary.reports] }]);
});

t.test('where the worker splits, reports the work once all objects are expected', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, {
    serverSplitting: false,
    importPaused: true,
    clock: time,
  });
  // One message per poll: the first bundle is imported long before the worker opens the second.
  time.onSleep(() => void sandbox.importNext(1));
  const { delivery } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  value(await delivery.deliver(report('b', bundle(2))));
  value(await delivery.close(summary, { patienceMs: 60_000 }));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/3', messages: [summary.reports] }]);
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
});

t.test('leaves the work of a busy worker to the next run', async (t) => {
  const { sandbox, opencti } = await platform(t, {
    serverSplitting: false,
    importPaused: true,
    clock: clock(),
  });
  const { delivery, events } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(3))));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/null', messages: [] }]);
  t.strictSame(events, [`opening ${reportsWork}`], 'the state still contains the work');
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'progress', counts: '3/3' }]);
  value(await opencti.closeWork([...sandbox.works.keys()][0] ?? '', 'closed by the next run', false));
  expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
});

t.test('leaves the work of a worker that stopped between two bundles to the next run', async (t) => {
  const { sandbox, opencti } = await platform(t, {
    serverSplitting: false,
    importPaused: true,
    clock: clock(),
  });
  const { delivery, events } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  value(await delivery.deliver(report('b', bundle(2))));
  sandbox.importNext(1);
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/1', messages: [] }]);
  t.strictSame(events, [`opening ${reportsWork}`]);
});

t.test('the next poll detects a worker that is as fast as server splitting', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { serverSplitting: false, importPaused: true, clock: time });
  const { delivery } = begin(opencti);
  // Delayed until the worker has opened the bundle, as if the server had split it.
  sandbox.fault({ path: '/graphql', matchBody: 'query Work', delayMs: 200 });
  value(await delivery.deliver(report('a', bundle(1))));
  sandbox.importNext(2);
  value(await delivery.deliver(report('b', bundle(2))));
  time.onSleep(() => void sandbox.importNext(1));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: '1/3', messages: [summary.reports] }]);
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
});

t.test('the next run reports a work of a killed run, which completes with its last object', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock(), importPaused: true });
  const { delivery } = begin(opencti);
  const workId = value(await delivery.deliver(report('a', bundle(2)))).works[0]?.id ?? '';
  sandbox.importNext(1);
  value(await opencti.closeWork(workId, 'interrupted', true));
  expectWorks(t, sandbox, [{ status: 'progress', counts: '1/2', messages: [], errors: ['interrupted'] }]);
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '2/2' }]);
});

t.test('failed items are errors of the work, with id and reason', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  t.match(
    reasonOf(await delivery.deliver(report('b', { json: 'not json', objects: 1 }))),
    /^opencti-bundle-refused/,
  );
  delivery.itemFailed('reports', 'b', 'OpenCTI calls the bundle invalid');
  delivery.itemFailed('reports', 'c', 'HTTP 403');
  value(await delivery.close(summary));
  await sandbox.importsDone();
  expectWorks(t, sandbox, [
    {
      status: 'complete',
      counts: '1/1',
      messages: [],
      errors: ['2 reports delivered; 2 failed: b (OpenCTI calls the bundle invalid); c (HTTP 403)'],
    },
  ]);
});

t.test('a run whose items all fail before their push reports them in a work', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery, events } = begin(opencti);
  for (let item = 1; item <= 52; item += 1) delivery.itemFailed('bundles', `b${item}`, 'HTTP 500');
  value(await delivery.close(summary));
  const [work] = worksOf(sandbox);
  t.match(work, {
    name: 'TeamT5 bundles: failed items (run of 2026-11-24T20:00:00.000Z)',
    status: 'complete',
  });
  t.match(
    work?.errors[0],
    /^1 bundle delivered; 52 failed: b1 \(HTTP 500\); .*b50 \(HTTP 500\); and 2 more$/,
  );
  t.equal(events.length, 2);
  t.strictSame(delivery.workIds(), []);
});

t.test('returns at once if the platform rejects the closing', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { clock: time });
  const { delivery, events } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  sandbox.fault({ path: '/graphql', status: 404, body: 'moved', times: 100 });
  const before = time.now();
  t.match(reasonOf(await delivery.close(summary)), /^opencti-answer: .*moved/);
  t.equal(time.now(), before, 'no wait');
  t.strictSame(events, [`opening ${reportsWork}`]);
});

t.test('creates no work if no item is delivered or failed', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const before = sandbox.requests.length;
  value(await begin(opencti).delivery.close(summary));
  t.equal(sandbox.works.size, 0);
  t.equal(sandbox.requests.length, before);
});

t.test('a lost response to workAdd leaves no second work', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'WorkAdd', runsHandler: true, reset: true });
  value(await delivery.deliver(report('a', bundle(1))));
  value(await delivery.close(summary));
  await sandbox.importsDone();
  expectWorks(t, sandbox, [{ name: reportsWork, status: 'complete', counts: '1/1' }]);
});

t.test('creates the work with the next item if creating it failed', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  const body = '{"errors":[{"message":"no","extensions":{"code":"UNKNOWN_ERROR"}}]}';
  sandbox.fault({ path: '/graphql', matchBody: 'WorkAdd', status: 200, body });
  t.equal(reasonOf(await delivery.deliver(report('a', bundle(1)))), 'opencti-refused UNKNOWN_ERROR: no');
  value(await delivery.deliver(report('b', bundle(1))));
  t.equal(sandbox.works.size, 1);
});

t.test('repeats a push whose response is lost in the same work, with correct counts', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', runsHandler: true, reset: true });
  value(await delivery.deliver(report('a', bundle(2))));
  value(await delivery.close(summary));
  await sandbox.importsDone();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '4/4', errors: [] }]);
});

t.test('the number of other requests does not depend on the number of items', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  const before = sandbox.requests.length;
  for (let item = 0; item < 20; item += 1) value(await delivery.deliver(report(`${item}`, bundle(1))));
  value(await delivery.close(summary));
  t.equal(sandbox.requests.length - before - sandbox.pushes.length, 4, 'workAdd, two polls, toProcessed');
});
