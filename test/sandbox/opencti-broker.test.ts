import t from 'tap';
import { at, connectorClient, identities } from './opencti-client.js';
import { defaultToken, startOpenCti } from './opencti.js';

t.test('without its broker the platform responds to queries, and never to a push', async (t) => {
  const sandbox = await startOpenCti({ importPaused: true });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const work = await client.workAdd('c');
  await client.push('c', identities(2), work);
  sandbox.stopBroker();

  t.equal(
    at((await client.send('{ about { version } }', {})).body, 'data', 'about', 'version'),
    '7.260817.0',
  );
  const workAdd = 'mutation A { workAdd(connectorId: "c", friendlyName: "w") { id } }';
  for (const refused of [client.ping('c', '{}'), client.register('c'), client.send(workAdd, {})]) {
    const { body } = await refused;
    t.match(at(body, 'errors', 0), {
      name: 'INTERNAL_SERVER_ERROR',
      message: 'connect ECONNREFUSED 127.0.0.1:5672',
    });
  }
  const push = client.push('c', identities(1), work).then(
    () => 'a response',
    () => 'none',
  );
  t.match(await client.send('{ about { version } }', {}), { status: 200 });
  t.equal(sandbox.pushes.length, 1);

  sandbox.startBroker();
  sandbox.importAll();
  const tracking = 'query W($id: ID!) { work(id: $id) { tracking { import_processed_number } } }';
  const left = await client.send(tracking, { id: work });
  t.equal(
    at(left.body, 'data', 'work', 'tracking', 'import_processed_number'),
    null,
    'its messages are lost',
  );
  t.strictSame([...sandbox.robbed], [work]);
  await sandbox.close();
  t.equal(await push, 'none');
});

t.test(
  'a broker that keeps its queues robs no work, and neither does a loss of an empty queue',
  async (t) => {
    const sandbox = await startOpenCti({ importPaused: true });
    t.teardown(() => sandbox.close());
    const client = connectorClient(sandbox, defaultToken);
    await client.register('c');
    const work = await client.workAdd('c');
    await client.push('c', identities(2), work);
    sandbox.stopBroker({ keepsQueues: true });
    sandbox.startBroker();
    sandbox.importAll();
    sandbox.loseQueue('c');
    t.equal(sandbox.works.get(work)?.processed, 2);
    t.strictSame([...sandbox.robbed], []);
  },
);
