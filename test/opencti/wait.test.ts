import t from 'tap';
import { ok } from '../../src/lib/index.js';
import type { Test } from 'tap';
import type { DeliveryItem } from '../../src/opencti/index.js';
import type { OpenCtiOptions, OpenCtiSandbox } from '../sandbox/opencti.js';
import { bundle, clock, connectorId, platform, value } from './platform.js';

const summary = { reports: 'reports', bundles: 'bundles' };

async function delivered(
  t: Test,
  options: OpenCtiOptions,
  bundles: DeliveryItem['bundles'],
  importing: (sandbox: OpenCtiSandbox) => void,
) {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { ...options, importPaused: true, clock: time });
  const delivery = opencti.delivery({
    connectorId,
    startedAt: new Date(0),
    ledger: { record: () => ok(undefined) },
  });
  value(await delivery.deliver({ kind: 'reports', id: 'a', title: 'A', bundles }));
  value(await delivery.close(summary, { patienceMs: 0 }));
  const pauses: number[] = [];
  time.onSleep((slept) => {
    pauses.push(slept);
    importing(sandbox);
  });
  return { sandbox, delivery, pauses, now: time.now };
}

t.test('waits until everything is imported, and reports the progress', async (t) => {
  const { delivery, pauses } = await delivered(t, {}, [bundle(3)], (sandbox) => sandbox.importNext(1));
  const progress: string[] = [];
  const outcome = await delivery.wait({
    timeoutMs: 600_000,
    onProgress: ({ processed, expected }) => void progress.push(`${processed}/${expected}`),
  });
  t.strictSame(value(outcome), { finished: true, expected: 3, processed: 3, errors: [] });
  t.strictSame(progress, ['0/3', '1/3', '2/3', '3/3']);
  t.equal(pauses[0], 1000);
});

t.test('the pauses grow to 5 s and end at the time limit', async (t) => {
  // The worker has not opened the bundle: the number of pushed objects replaces the expected number.
  const options = { version: '7.260421.0', serverSplitting: false };
  const { delivery, pauses, now } = await delivered(t, options, [bundle(1)], () => undefined);
  const start = now();
  const outcome = value(await delivery.wait({ timeoutMs: 20_000 }));
  t.strictSame(outcome, { finished: false, expected: 1, processed: 0, errors: [] });
  t.equal(now() - start, 20_000);
  t.ok(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) || index === pauses.length - 1));
  t.equal(Math.max(...pauses), 5000);
});

for (const options of [
  { version: '7.260817.0', serverSplitting: true },
  { version: '7.260817.0', serverSplitting: false },
  { version: '7.260421.0', serverSplitting: false },
  { version: '6.5.7', serverSplitting: false },
]) {
  t.test(
    `finished means imported: ${options.version}, ${options.serverSplitting ? 'server' : 'worker'} splits`,
    async (t) => {
      const { sandbox, delivery } = await delivered(t, options, [bundle(1), bundle(2)], (platform) =>
        platform.importNext(1),
      );
      t.match(value(await delivery.wait({ timeoutMs: 600_000 })), {
        finished: true,
        expected: 3,
        processed: 3,
      });
      t.equal(sandbox.stored.size, 3);
      for (const { status } of sandbox.works.values()) t.equal(status, 'complete');
    },
  );
}

t.test('does not report a finished import before the worker has opened every bundle', async (t) => {
  const time = clock();
  const { sandbox, opencti } = await platform(t, { serverSplitting: false, importPaused: true, clock: time });
  const delivery = opencti.delivery({
    connectorId,
    startedAt: new Date(0),
    ledger: { record: () => ok(undefined) },
  });
  value(await delivery.deliver({ kind: 'reports', id: 'a', title: 'A', bundles: [bundle(1)] }));
  sandbox.importNext(2);
  value(await delivery.deliver({ kind: 'reports', id: 'b', title: 'B', bundles: [bundle(2)] }));
  value(await delivery.close(summary, { patienceMs: 0 }));
  time.onSleep(() => void sandbox.importNext(1));
  t.match(value(await delivery.wait({ timeoutMs: 60_000 })), { finished: true, expected: 3, processed: 3 });
});

t.test('returns each object that the importer rejected', async (t) => {
  const id = 'indicator--24e30910-3a4f-48e7-a838-914d51e52296';
  const indicator = {
    type: 'indicator',
    spec_version: '2.1',
    id,
    created: '2026-11-24T00:00:00.000Z',
    modified: '2026-11-24T00:00:00.000Z',
    name: 'n',
    pattern: 'hello',
    pattern_type: 'stix',
    valid_from: '2026-11-24T00:00:00.000Z',
  };
  const json = JSON.stringify({ type: 'bundle', objects: [indicator] });
  const { delivery } = await delivered(t, {}, [{ json, objects: 1 }], (sandbox) => sandbox.importAll());
  t.strictSame(value(await delivery.wait({ timeoutMs: 60_000 })), {
    finished: true,
    expected: 1,
    processed: 1,
    errors: [
      {
        workId: delivery.workIds()[0],
        message: 'FUNCTIONAL_ERROR: Indicator of type stix is not correctly formatted.',
        objectId: id,
        objectType: 'indicator',
        objectName: 'n',
      },
    ],
  });
});

t.test('failed items of the run are not import errors', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const delivery = opencti.delivery({
    connectorId,
    startedAt: new Date(0),
    ledger: { record: () => ok(undefined) },
  });
  value(await delivery.deliver({ kind: 'reports', id: 'a', title: 'A', bundles: [bundle(1)] }));
  delivery.itemFailed('reports', 'b', 'HTTP 403');
  value(await delivery.close(summary));
  await sandbox.importsDone();
  t.strictSame(value(await delivery.wait({ timeoutMs: 60_000 })).errors, []);
});

t.test('a work that housekeeping completed below its counts is unfinished', async (t) => {
  const { sandbox, delivery } = await delivered(t, {}, [bundle(2)], () => undefined);
  sandbox.importNext(1);
  sandbox.closeStaleWorks();
  t.match(value(await delivery.wait({ timeoutMs: 60_000 })), { finished: false, expected: 2, processed: 1 });
});

t.test('a deleted work is unfinished, and ends its wait', async (t) => {
  const { sandbox, delivery, pauses } = await delivered(t, {}, [bundle(2)], () => undefined);
  sandbox.deleteWork(delivery.workIds()[0] ?? '');
  t.match(value(await delivery.wait({ timeoutMs: 60_000 })), { finished: false });
  t.strictSame(pauses, []);
});

t.test('an abort ends the wait', async (t) => {
  const abort = new AbortController();
  const { delivery, pauses } = await delivered(t, {}, [bundle(1)], () => abort.abort());
  t.match(value(await delivery.wait({ timeoutMs: 60_000, signal: abort.signal })), { finished: false });
  t.equal(pauses.length, 1);
});

t.test('below 6.5.7 there is no work to watch', async (t) => {
  const { delivery, pauses } = await delivered(t, { version: '6.5.6' }, [bundle(1)], () => undefined);
  t.strictSame(value(await delivery.wait({ timeoutMs: 60_000 })), {
    finished: false,
    expected: 0,
    processed: 0,
    errors: [],
  });
  t.strictSame(pauses, []);
});

t.test('an outage of the platform ends the wait as a failure', async (t) => {
  const { sandbox, delivery } = await delivered(t, {}, [bundle(1)], () => undefined);
  sandbox.fault({ path: '/graphql', status: 404, body: 'gone' });
  t.notOk((await delivery.wait({ timeoutMs: 60_000 })).ok);
});
