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
  told,
  value,
  worksOf,
} from './platform.js';

const startedAt = new Date('2026-11-24T20:00:00Z');
const reportsWork = 'TeamT5 reports (run of 2026-11-24T20:00:00.000Z)';
const summary = { reports: '2 reports delivered', bundles: '1 bundle delivered' };

function report(id: string, ...bundles: DeliveryItem['bundles']): DeliveryItem {
  return { kind: 'reports', id, title: `Title of ${id}`, bundles };
}

/** A delivery, and its events about works. */
function begin(opencti: OpenCti) {
  const events: string[] = [];
  const delivery = opencti.delivery({
    connectorId,
    startedAt,
    ledger: recordInto(events),
  });
  return { delivery, events };
}

t.test('one work per kind, made for its first push and told once with the counts', async (t) => {
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
  t.equal(sandbox.works.size, 0, 'no work before there is something to deliver');
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

t.test('where the server splits, a work closed before its import completes by its last object', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock(), importPaused: true });
  const { delivery, events } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(3))));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/3', messages: [summary.reports] }]);
  t.strictSame(events, [`opening ${reportsWork}`, `closed ${reportsWork}`]);
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
});

t.test('objects that the splitter leaves out do not keep the work open', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock(), importPaused: true });
  const { delivery } = begin(opencti);
  // Said to be one more than is in it: what a duplicate, or a type unknown to the platform, amounts to.
  value(await delivery.deliver(report('a', { ...bundle(3), objects: 4 })));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/3', messages: [summary.reports] }]);
});

t.test('where the worker splits, the work is told once it expects everything', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, {
    serverSplitting: false,
    importPaused: true,
    clock: time,
  });
  // One message of the queue per look: the first bundle is imported long before the second is even opened.
  time.onSleep(() => void sandbox.importNext(1));
  const { delivery } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  value(await delivery.deliver(report('b', bundle(2))));
  value(await delivery.close(summary, { patienceMs: 60_000 }));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/3', messages: [summary.reports] }]);
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
});

t.test('a worker that is busy elsewhere leaves the work to the next run', async (t) => {
  const { sandbox, opencti } = await platform(t, {
    serverSplitting: false,
    importPaused: true,
    clock: clock(),
  });
  const { delivery, events } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(3))));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/null', messages: [] }]);
  t.strictSame(events, [`opening ${reportsWork}`], 'the state still remembers it');
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'progress', counts: '3/3' }]);
  value(await opencti.closeWork([...sandbox.works.keys()][0] ?? '', 'closed by the next run', false));
  expectWorks(t, sandbox, [{ status: 'complete', counts: '3/3' }]);
});

t.test('a worker that stopped between two bundles leaves the work to the next run', async (t) => {
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

t.test('a worker as quick as the server is found out by the next look', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { serverSplitting: false, importPaused: true, clock: time });
  const { delivery } = begin(opencti);
  // The look after the first push is held up until the worker has seen that bundle: as if the server had split it.
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

t.test(
  'a work that a dead run left behind is told by the next one, and completes by its last object',
  async (t) => {
    const { sandbox, opencti } = await platform(t, { clock: clock(), importPaused: true });
    const { delivery } = begin(opencti);
    const { workId = '' } = value(await delivery.deliver(report('a', bundle(2))));
    sandbox.importNext(1);
    value(await opencti.closeWork(workId, 'interrupted', true));
    expectWorks(t, sandbox, [{ status: 'progress', counts: '1/2', messages: [], errors: ['interrupted'] }]);
    sandbox.importAll();
    expectWorks(t, sandbox, [{ status: 'complete', counts: '2/2' }]);
  },
);

t.test('failed items are errors of the work, with id and reason', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  t.match(
    told(await delivery.deliver(report('b', { json: 'not json', objects: 1 }))),
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

t.test('a run in which everything failed before its push tells so on the page too', async (t) => {
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

t.test('a platform that refuses the closing is told at once', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { clock: time });
  const { delivery, events } = begin(opencti);
  value(await delivery.deliver(report('a', bundle(1))));
  sandbox.fault({ path: '/graphql', status: 404, body: 'moved', times: 100 });
  const before = time.now();
  t.match(told(await delivery.close(summary)), /^opencti-answer: .*moved/);
  t.equal(time.now(), before, 'nothing to be patient for');
  t.strictSame(events, [`opening ${reportsWork}`]);
});

t.test('nothing to deliver, nothing failed: no work', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const before = sandbox.requests.length;
  value(await begin(opencti).delivery.close(summary));
  t.equal(sandbox.works.size, 0);
  t.equal(sandbox.requests.length, before);
});

t.test('an answer to workAdd that is lost leaves no second work behind', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'WorkAdd', runsHandler: true, reset: true });
  value(await delivery.deliver(report('a', bundle(1))));
  value(await delivery.close(summary));
  await sandbox.importsDone();
  expectWorks(t, sandbox, [{ name: reportsWork, status: 'complete', counts: '1/1' }]);
});

t.test('a work that could not be made is made for the next item', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  const body = '{"errors":[{"message":"no","extensions":{"code":"UNKNOWN_ERROR"}}]}';
  sandbox.fault({ path: '/graphql', matchBody: 'WorkAdd', status: 200, body });
  t.equal(told(await delivery.deliver(report('a', bundle(1)))), 'opencti-refused UNKNOWN_ERROR: no');
  value(await delivery.deliver(report('b', bundle(1))));
  t.equal(sandbox.works.size, 1);
});

t.test('a push whose answer is lost is repeated into the same work, which still ends right', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', runsHandler: true, reset: true });
  value(await delivery.deliver(report('a', bundle(2))));
  value(await delivery.close(summary));
  await sandbox.importsDone();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '4/4', errors: [] }]);
});

t.test('requests beside the pushes do not grow with the items', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const { delivery } = begin(opencti);
  const before = sandbox.requests.length;
  for (let item = 0; item < 20; item += 1) value(await delivery.deliver(report(`${item}`, bundle(1))));
  value(await delivery.close(summary));
  t.equal(sandbox.requests.length - before - sandbox.pushes.length, 4, 'workAdd, two looks, toProcessed');
});
