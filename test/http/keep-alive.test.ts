import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import t, { type Test } from 'tap';
import { gzipSync } from 'node:zlib';
import { clientFor, get } from './setup.js';

async function countingServer(t: Test) {
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume();
    switch (request.url) {
      case '/chunked':
        response.write('piece');
        response.end('piece');
        return;
      case '/gzip':
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)));
        return;
      case '/never-closed':
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(Buffer.concat([gzipSync('all of it'), Buffer.alloc(100)]));
        return;
      case '/missing':
        response.writeHead(404).end('x'.repeat(1000));
        return;
      case '/redirect':
        response.writeHead(302, { location: '/chunked' }).end('go there');
        return;
      case '/huge-error':
        response.writeHead(404).end('x'.repeat(10_000_000));
        return;
      default:
        response.writeHead(204).end();
    }
  });
  const events = new EventEmitter();
  const closed = once(events, 'closed');
  server.on('connection', (socket) => {
    connections += 1;
    socket.on('close', () => events.emit('closed'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  return { url: `http://127.0.0.1:${address.port}`, connections: () => connections, closed };
}

t.test('reuses one connection for consecutive requests, whatever the responses are', async (t) => {
  const server = await countingServer(t);
  const client = clientFor(t, server.url);
  for (const path of ['/empty', '/chunked', '/gzip', '/missing', '/redirect', '/empty']) {
    await client.send(get(server.url + path));
    await client.send(get(server.url + path, { method: 'POST', body: 'x'.repeat(100_000) }));
  }
  t.equal(server.connections(), 1);
});

t.test('closes the connection of a response that is not read to its end', async (t) => {
  const server = await countingServer(t);
  const client = clientFor(t, server.url);
  await client.send(get(`${server.url}/huge-error`));
  await client.send(get(`${server.url}/empty`));
  t.equal(server.connections(), 2);
});

t.test('closes idle connections on close(), and opens new ones for later requests', async (t) => {
  const server = await countingServer(t);
  const client = clientFor(t, server.url);
  await client.send(get(`${server.url}/empty`));
  client.close();
  await client.send(get(`${server.url}/empty`));
  t.equal(server.connections(), 2);
});

t.test(
  'completes a response at the end of its gzip stream and closes a connection with further bytes',
  async (t) => {
    const server = await countingServer(t);
    const client = clientFor(t, server.url);
    const answer = await client.send(get(`${server.url}/never-closed`));
    t.equal(answer.ok && answer.value.body.toString(), 'all of it');
    await server.closed;
  },
);
