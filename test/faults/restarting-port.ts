import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Test } from 'tap';

export interface RestartingPort {
  readonly url: string;
  /** Closes every connection and refuses new ones, as during the restart of a container. */
  away(): void;
  back(): Promise<void>;
}

/** A port in front of the stand-in on port `target`, which keeps its data meanwhile. */
export async function restartingPort(t: Test, target: number): Promise<RestartingPort> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  let server: Server | undefined;
  const listen = async (port: number): Promise<number> => {
    server = createServer((client) => {
      const onward = keep(connect(target, '127.0.0.1'));
      keep(client).on('close', () => onward.destroy());
      onward.on('close', () => client.destroy());
      client.pipe(onward).pipe(client);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('listens on TCP');
    return address.port;
  };
  const away = (): void => {
    server?.close();
    for (const socket of sockets) socket.destroy();
  };
  const port = await listen(0);
  t.teardown(away);
  return {
    url: `http://127.0.0.1:${port}`,
    away,
    back: async () => {
      await listen(port);
    },
  };
}
