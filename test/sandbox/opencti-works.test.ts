import t, { type Test } from 'tap';
import { at, connectorClient, identities } from './opencti-client.js';
import { defaultToken, startOpenCti, type OpenCtiOptions } from './opencti.js';

async function stage(t: Test, options: OpenCtiOptions = {}) {
  const sandbox = await startOpenCti({ importPaused: true, ...options });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  return {
    sandbox,
    client,
    work: async (id: string): Promise<unknown[]> => {
      const response = await client.send(
        'query W($id: ID!) { work(id: $id) { status tracking { import_expected_number import_processed_number } } }',
        { id },
      );
      const work = at(response.body, 'data', 'work');
      return [
        at(work, 'status'),
        at(work, 'tracking', 'import_expected_number'),
        at(work, 'tracking', 'import_processed_number'),
      ];
    },
  };
}

t.test('without server-side splitting, toProcessed right after the push completes too early', async (t) => {
  const { sandbox, client, work } = await stage(t, { version: '6.5.7' });
  const id = await client.workAdd('c');
  await client.push('c', identities(2), id);
  t.strictSame(await work(id), ['progress', null, null]);
  await client.toProcessed(id, 'done');
  t.strictSame(await work(id), ['complete', 1, 1], 'complete without an import');
  t.equal(sandbox.stored.size, 0);
  t.equal(sandbox.importNext(1), 1, 'the worker opens the bundle');
  t.strictSame(await work(id), ['complete', 2, null]);
  sandbox.importAll();
  t.strictSame(await work(id), ['complete', 2, 2]);
  t.equal(sandbox.stored.size, 2);
});

t.test('a work completes with its last object, without toProcessed', async (t) => {
  const { sandbox, client, work } = await stage(t, { version: '6.5.7' });
  const id = await client.workAdd('c');
  await client.push('c', identities(2), id);
  sandbox.importNext(2);
  t.strictSame(await work(id), ['progress', 2, 1]);
  sandbox.importNext(1);
  t.strictSame(await work(id), ['complete', 2, 2]);
  t.equal(sandbox.works.get(id)?.processedTime, null);
});

t.test('a multi-part work stays in progress across pushes until toProcessed', async (t) => {
  const { sandbox, client, work } = await stage(t);
  const id = await client.workAdd('c', true);
  for (const [series, expected] of [
    [1, 2],
    [2, 4],
  ] as const) {
    await client.push('c', identities(2, series), id);
    sandbox.importAll();
    t.strictSame(await work(id), ['progress', expected, expected]);
  }
  await client.toProcessed(id, 'done');
  t.strictSame(await work(id), ['complete', 4, 4]);
});

t.test('a multi-part work with an early toProcessed completes with its last object', async (t) => {
  const { sandbox, client, work } = await stage(t);
  const id = await client.workAdd('c', true);
  await client.push('c', identities(2), id);
  await client.toProcessed(id, 'done');
  sandbox.importNext(1);
  t.strictSame(await work(id), ['progress', 2, 1]);
  sandbox.importNext(1);
  t.strictSame(await work(id), ['complete', 2, 2]);
});

t.test('a push without importable objects has no expected count until the housekeeping', async (t) => {
  const { sandbox, client, work } = await stage(t);
  const id = await client.workAdd('c');
  const custom = (digit: string) => ({
    type: 'x-thing',
    id: `x-thing--${digit.repeat(8)}-0000-4000-8000-000000000000`,
  });
  await client.push('c', [custom('1'), custom('2')], id);
  sandbox.importAll();
  t.strictSame(await work(id), ['progress', null, null]);
  sandbox.closeStaleWorks();
  t.strictSame(await work(id), ['complete', 0, null]);
});

t.test('a push without work_id creates its own work, whose id no response contains', async (t) => {
  const { sandbox, client } = await stage(t, { version: '6.2.6' });
  t.strictSame((await client.push('c', identities(1))).body, { data: { stixBundlePush: true } });
  t.equal(sandbox.pushes[0]?.workId, undefined);
  t.equal(sandbox.works.size, 1);
  sandbox.importAll();
  t.strictSame(
    [...sandbox.works.values()].map(({ status }) => status),
    ['complete'],
  );
});

t.test('keeps at most a hundred errors', async (t) => {
  const { sandbox, client, work } = await stage(t);
  const id = await client.workAdd('c');
  const bad = identities(120).map((identity) => ({ ...identity, id: `${String(identity.id)}x` }));
  await client.push('c', bad, id);
  sandbox.importAll();
  t.strictSame(await work(id), ['complete', 120, 120]);
  t.equal(sandbox.works.get(id)?.errors.length, 100);
});

t.test('lists the newest twenty works of the connector, and ignores the status argument', async (t) => {
  const { client } = await stage(t, { now: () => Date.parse('2026-01-01T00:00:00Z') });
  const ids: string[] = [];
  for (let made = 0; made < 22; made += 1) ids.push(await client.workAdd('c'));
  await client.toProcessed(ids[21] ?? '', 'done');
  const response = await client.send(
    '{ connector(id: "c") { works(status: "progress") { id status } } }',
    {},
  );
  const works = at(response.body, 'data', 'connector', 'works');
  t.equal(new Set(ids).size, 22);
  t.equal(at(works, 0, 'status'), 'complete');
  t.strictSame(
    Array.isArray(works) && works.map((work: unknown) => at(work, 'id')),
    ids.slice(2).toReversed(),
  );
});

t.test('the queue is counted, its displayed size can be set, and a reset purges it', async (t) => {
  const { sandbox, client } = await stage(t);
  const queue = async (): Promise<unknown> =>
    at(
      (
        await client.send(
          '{ connector(id: "c") { connector_queue_details { messages_number messages_size } } }',
          {},
        )
      ).body,
      'data',
      'connector',
      'connector_queue_details',
    );
  t.strictSame(await queue(), { messages_number: 0, messages_size: 0 });
  await client.push('c', identities(4), await client.workAdd('c'));
  t.equal(at(await queue(), 'messages_number'), 4);
  const bytes = Number(at(await queue(), 'messages_size'));
  t.ok(bytes > 400);
  sandbox.importNext(2);
  t.strictSame(await queue(), { messages_number: 2, messages_size: bytes / 2 });
  sandbox.setQueue('c', { messages: 9, bytes: 600_000_000 });
  t.strictSame(await queue(), { messages_number: 9, messages_size: 600_000_000 });
  sandbox.pressReset('c');
  t.strictSame(await queue(), { messages_number: 0, messages_size: 0 });
  sandbox.importAll();
  t.equal(sandbox.stored.size, 2);
});
