import { once } from 'node:events';
import { createServer } from 'node:net';
import { setInterval as ticks } from 'node:timers/promises';
import type { Test } from 'tap';

/** Sends `start` to each connection, then `part` every ten milliseconds. Returns its URL. */
export async function drippingServer(t: Test, start: string, part: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.resume();
    socket.write(start);
    void (async () => {
      for await (const sent of ticks(10, part)) {
        if (socket.destroyed) break;
        socket.write(sent);
      }
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  return `http://127.0.0.1:${address.port}`;
}
