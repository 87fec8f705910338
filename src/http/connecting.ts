import type { Socket } from 'node:net';
import { CONNECT_TIMEOUT, codedError } from './network-codes.js';

export const connectTimeout = (): Error =>
  codedError(CONNECT_TIMEOUT, 'no connection within the time allowed');

/**
 * Destroys a socket that is not usable (`connect`, for TLS `secureConnect`) within `ms`. The request it was made for
 * then fails with `CONNECT_TIMEOUT`.
 */
export function limitConnecting<S extends Socket>(
  socket: S,
  usable: 'connect' | 'secureConnect',
  ms: number,
): S {
  const timer = setTimeout(() => socket.destroy(connectTimeout()), ms);
  const stop = () => {
    clearTimeout(timer);
  };
  socket.once(usable, stop);
  socket.once('close', stop);
  return socket;
}
