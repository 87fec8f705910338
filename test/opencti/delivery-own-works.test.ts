import t from 'tap';
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

const summary = { reports: 'reports', bundles: 'bundles' };
const run = '(run of 2026-11-24T20:00:00.000Z)';
/** The last release before multi-part works; its worker splits. */
const before = { version: '7.260421.0', serverSplitting: false };

function report(id: string, ...bundles: DeliveryItem['bundles']): DeliveryItem {
  return { kind: 'reports', id, title: 'Title', bundles };
}

function begin(opencti: OpenCti, events: string[] = []) {
  return opencti.delivery({
    connectorId,
    startedAt: new Date('2026-11-24T20:00:00Z'),
    ledger: recordInto(events),
  });
}

t.test('creates one work per push, and reports its counts once they are processed', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, {
    ...before,
    importPaused: true,
    clock: time,
  });
  time.onSleep(() => void sandbox.importNext(1));
  const events: string[] = [];
  const delivery = begin(opencti, events);
  const { works } = value(await delivery.deliver(report('a', bundle(2), bundle(1))));
  t.strictSame(
    worksOf(sandbox).map(({ status, counts }) => `${status} ${counts}`),
    ['progress null/null', 'progress null/null'],
  );
  value(await delivery.close(summary, { patienceMs: 60_000 }));
  t.strictSame(worksOf(sandbox), [
    {
      name: `TeamT5 report Title [a], part 1 of 2 ${run}`,
      status: 'complete',
      counts: '2/2',
      messages: ['imported, objects: 2'],
      errors: [],
    },
    {
      name: `TeamT5 report Title [a], part 2 of 2 ${run}`,
      status: 'complete',
      counts: '1/1',
      messages: ['imported, objects: 1'],
      errors: [],
    },
  ]);
  const [first, second] = [...sandbox.works.values()];
  t.strictSame(
    works,
    [first, second].map((work, at) => ({ id: work?.id, name: work?.name, objects: 2 - at })),
    'the works of both parts',
  );
  t.strictSame(events, [
    `opening ${first?.name}`,
    `closed ${first?.name}`,
    `opening ${second?.name}`,
    `closed ${second?.name}`,
  ]);
});

t.test('works that are not imported within the patience complete by themselves', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, importPaused: true, clock: clock() });
  const delivery = begin(opencti);
  value(await delivery.deliver(report('a', bundle(2))));
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [{ status: 'progress', counts: 'null/null', messages: [], errors: [] }]);
  sandbox.importAll();
  expectWorks(t, sandbox, [{ status: 'complete', counts: '2/2' }]);
});

t.test('a close without patience polls unconfirmed works first, and a bounded number of works', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, importPaused: true, clock: clock() });
  const delivery = begin(opencti);
  for (let item = 0; item < 20; item += 1) value(await delivery.deliver(report(`${item}`, bundle(1))));
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 502, times: 100 });
  t.equal(reasonOf(await delivery.deliver(report('last', bundle(1)))), 'opencti-http http-status');
  sandbox.clearFaults();
  const before502 = sandbox.requests.length;
  value(await delivery.close(summary, { patienceMs: 0 }));
  t.equal(sandbox.requests.length - before502, 10, 'eight polls, two closed works');
  t.match(
    worksOf(sandbox).filter(({ status }) => status === 'complete'),
    [
      { name: `TeamT5 report Title [last] ${run}`, errors: [/^no response arrived/] },
      {
        name: `TeamT5 report Title [last], sent again ${run}`,
        errors: ['the push of Title [last] was not confirmed'],
      },
    ],
  );
});

t.test('a rejected item is one error of its own work', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, clock: clock() });
  const delivery = begin(opencti);
  t.match(
    reasonOf(await delivery.deliver(report('a', { json: '{"type":"report"}', objects: 1 }))),
    /^opencti-bundle-refused/,
  );
  delivery.itemFailed('reports', 'a', 'refused');
  delivery.itemFailed('reports', 'b', 'HTTP 403');
  value(await delivery.close(summary));
  t.strictSame(worksOf(sandbox), [
    {
      name: `TeamT5 report Title [a] ${run}`,
      status: 'complete',
      counts: 'null/null',
      messages: [],
      errors: ['Title [a]: Invalid bundle: Invalid stix bundle'],
    },
    {
      name: `TeamT5 reports: failed items ${run}`,
      status: 'complete',
      counts: 'null/null',
      messages: [],
      errors: ['reports; 1 failed: b (HTTP 403)'],
    },
  ]);
});

t.test('repeats a push whose response is lost in a new work', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, clock: clock() });
  const delivery = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', reset: true });
  value(await delivery.deliver(report('a', bundle(2))));
  await sandbox.importsDone();
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [
    { status: 'complete', counts: 'null/null', errors: [/^no response arrived for this push/] },
    { name: `TeamT5 report Title [a], sent again ${run}`, status: 'complete', counts: '2/2', errors: [] },
  ]);
});

t.test('a push that took effect although its response was lost is not an error', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, clock: clock() });
  const delivery = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', runsHandler: true, reset: true });
  value(await delivery.deliver(report('a', bundle(2))));
  await sandbox.importsDone();
  value(await delivery.close(summary));
  expectWorks(t, sandbox, [
    { status: 'complete', counts: '2/2', errors: [] },
    { status: 'complete', counts: '2/2', errors: [] },
  ]);
});

t.test('an unconfirmed push whose import has started completes with its last object', async (t) => {
  const { sandbox, opencti } = await platform(t, {
    ...before,
    serverSplitting: true,
    importPaused: true,
    clock: clock(),
  });
  const delivery = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', runsHandler: true, reset: true });
  value(await delivery.deliver(report('a', bundle(2))));
  value(await delivery.close(summary));
  sandbox.importAll();
  expectWorks(t, sandbox, [
    { status: 'complete', counts: '2/2', errors: [] },
    { status: 'complete', counts: '2/2', errors: [] },
  ]);
});

t.test('repeats a rate-limited push in the same work', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, clock: clock() });
  const delivery = begin(opencti);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 429, times: 2 });
  value(await delivery.deliver(report('a', bundle(2))));
  t.equal(sandbox.works.size, 1);
  t.equal(sandbox.pushes.length, 1);
});

t.test('requests another work if two works of one millisecond have the same id', async (t) => {
  const { sandbox, opencti } = await platform(t, { ...before, clock: clock() });
  const delivery = begin(opencti);
  const body = `{"data":{"workAdd":{"id":"work_${connectorId}_2026-11-24T20:00:00.000Z"}}}`;
  sandbox.fault({ path: '/graphql', matchBody: 'WorkAdd', status: 200, body, times: 2 });
  await Promise.all(['a', 'b'].map((id) => delivery.deliver(report(id, bundle(1)))));
  const workIds = sandbox.pushes.map(({ workId }) => workId);
  t.equal(new Set(workIds).size, 2);
});

t.test('below 6.5.7 the platform creates works itself, and the delivery none', async (t) => {
  const { sandbox, opencti } = await platform(t, {
    version: '6.5.6',
    serverSplitting: false,
    clock: clock(),
  });
  const events: string[] = [];
  const delivery = begin(opencti, events);
  t.strictSame(value(await delivery.deliver(report('a', bundle(1)))).works, []);
  value(await delivery.close(summary));
  t.strictSame(events, []);
  t.strictSame(delivery.workIds(), []);
  t.equal(sandbox.pushes[0]?.workId, undefined);
});

t.test('after a killed run, only works in progress are closed', async (t) => {
  const { sandbox, opencti } = await platform(t, {
    ...before,
    serverSplitting: true,
    importPaused: true,
    clock: clock(),
  });
  const delivery = begin(opencti);
  const workId = value(await delivery.deliver(report('a', bundle(2)))).works[0]?.id ?? '';
  value(await opencti.closeWork(workId, 'interrupted', true));
  t.strictSame(
    worksOf(sandbox).map(({ status, messages, errors }) => ({ status, messages, errors })),
    [{ status: 'progress', messages: [], errors: [] }],
    'expects two objects and completes by itself',
  );
  sandbox.importAll();
  value(await opencti.closeWork(workId, 'interrupted', true));
  expectWorks(t, sandbox, [{ status: 'complete', messages: [], errors: [] }]);
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', reset: true, times: 100 });
  await delivery.deliver(report('b', bundle(1)));
  const open = [...sandbox.works.values()].find(({ status }) => status === 'progress');
  value(await opencti.closeWork(open?.id ?? '', 'interrupted', true));
  t.match([...sandbox.works.values()].filter(({ status }) => status === 'complete').at(-1)?.errors, [
    { message: 'interrupted' },
  ]);
  value(await opencti.closeWork('work_unknown', 'interrupted', true));
});

t.test('a platform that returns the id of another work again and again fails the push', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { ...before, clock: time });
  const events: string[] = [];
  const delivery = begin(opencti, events);
  value(await delivery.deliver(report('a', bundle(1))));
  const [id = ''] = sandbox.works.keys();
  const requests = sandbox.requests.length;
  sandbox.fault({
    path: '/graphql',
    matchBody: 'workAdd',
    status: 200,
    body: JSON.stringify({ data: { workAdd: { id } } }),
    times: 1000,
  });
  const second = await delivery.deliver(report('b', bundle(1)));
  t.match(second, {
    ok: false,
    failure: { reason: 'opencti-answer', message: 'OpenCTI returned the id of another work 10 times' },
  });
  t.equal(sandbox.requests.length - requests, 10);
  t.equal(sandbox.pushes.length, 1);
  t.match(events.at(-1), 'closed TeamT5 report Title [b]');
});
