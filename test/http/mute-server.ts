import { EventEmitter, once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Test } from 'tap';

/** Accepts connections and sends nothing. */
export async function muteServer(t: Test) {
  const sockets = new Set<Socket>();
  const events = new EventEmitter();
  const called = once(events, 'called');
  const closed = once(events, 'closed');
  const server = createServer((socket) => {
    sockets.add(socket);
    events.emit('called');
    // Without reading, Node.js does not notice the end of a connection.
    socket.resume();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => events.emit('closed'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  return { port: address.port, url: `http://127.0.0.1:${address.port}`, called, closed };
}
