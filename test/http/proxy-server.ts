import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Test } from 'tap';

export interface ProxyServer {
  readonly url: string;
  /** `GET http://host/path` or `CONNECT host:port`, with the credentials received. */
  readonly seen: readonly { readonly what: string; readonly authorization: string | undefined }[];
}

/** Connects to `port` on this machine for every host. `refuse`: every response to CONNECT, or its status. */
export async function proxyServer(t: Test, port: number, refuse?: number | string): Promise<ProxyServer> {
  const seen: { what: string; authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const note = (what: string, authorization: string | undefined) => seen.push({ what, authorization });

  const server = createServer((incoming, outgoing) => {
    note(`${incoming.method ?? ''} ${incoming.url ?? ''}`, incoming.headers['proxy-authorization']);
    const { pathname, search } = new URL(incoming.url ?? '');
    const onward = forward(
      {
        host: '127.0.0.1',
        port,
        method: incoming.method,
        path: pathname + search,
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client: Socket) => {
    note(`CONNECT ${incoming.url ?? ''}`, incoming.headers['proxy-authorization']);
    sockets.add(client);
    client.on('error', () => client.destroy());
    if (refuse !== undefined) {
      client.end(typeof refuse === 'string' ? refuse : `HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => onward.destroy());
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}
