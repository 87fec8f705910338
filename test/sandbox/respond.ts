import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Fault, SandboxResponse } from './types.js';

const filler = Buffer.alloc(64 * 1024, ' ');

/** `real` calls the handler; called at most once. `closed` aborts when either side closes the connection. */
export async function respond(
  response: ServerResponse,
  real: () => Promise<SandboxResponse>,
  fault: Fault | undefined,
  closed: AbortSignal,
): Promise<void> {
  if (fault?.delayMs !== undefined) await sleep(fault.delayMs, undefined, { signal: closed });
  if (fault?.runsHandler === true) {
    const done = await real();
    await send(response, () => Promise.resolve(done), fault, closed);
    return;
  }
  await send(response, real, fault, closed);
}

async function send(
  response: ServerResponse,
  real: () => Promise<SandboxResponse>,
  fault: Fault | undefined,
  closed: AbortSignal,
): Promise<void> {
  if (fault?.reset === true) {
    response.socket?.destroy();
    return;
  }
  if (fault?.hang === 'headers') return;
  const {
    status,
    headers = {},
    body = '',
  } = fault === undefined ? await real() : await faultyResponse(fault, real);
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  if (fault?.endless === true) {
    response.writeHead(status, headers);
    await sendEndlessly(response, bytes, closed);
  } else if (fault?.gzipBomb !== undefined) {
    response.writeHead(status, { ...headers, 'content-encoding': 'gzip' });
    await pipeline(Readable.from(blanks(fault.gzipBomb)), createGzip(), response, { signal: closed });
  } else {
    response.writeHead(status, hasBody(status) ? { ...headers, 'content-length': bytes.length } : headers);
    await sendBody(response, bytes, fault, closed);
  }
}

async function faultyResponse(fault: Fault, real: () => Promise<SandboxResponse>): Promise<SandboxResponse> {
  if (fault.status === undefined && fault.body === undefined) {
    const genuine = await real();
    return { ...genuine, headers: { ...genuine.headers, ...fault.headers } };
  }
  return {
    status: fault.status ?? 200,
    headers: { 'content-type': 'text/plain', ...fault.headers },
    body: fault.body ?? 'fault made on demand',
  };
}

async function sendBody(
  response: ServerResponse,
  bytes: Buffer,
  fault: Fault | undefined,
  closed: AbortSignal,
): Promise<void> {
  if (fault?.truncateBytes !== undefined) {
    const socket = response.socket;
    response.flushHeaders();
    response.write(bytes.subarray(0, fault.truncateBytes));
    // The callback of an empty write runs after all earlier data has been sent.
    socket?.write(Buffer.alloc(0), () => socket.destroy());
  } else if (fault?.hang === 'body') {
    response.flushHeaders();
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  } else if (fault?.drip !== undefined) {
    for (let sent = 0; sent < bytes.length; sent += fault.drip.bytes) {
      if (sent > 0) await sleep(fault.drip.everyMs, undefined, { signal: closed });
      response.write(bytes.subarray(sent, sent + fault.drip.bytes));
    }
    response.end();
  } else {
    response.end(bytes);
  }
}

async function sendEndlessly(response: ServerResponse, start: Buffer, closed: AbortSignal): Promise<void> {
  response.write(start);
  while (!closed.aborted) {
    if (!response.write(filler)) await once(response, 'drain', { signal: closed });
  }
}

function* blanks(total: number): Generator<Buffer> {
  for (let left = total; left > 0; left -= filler.length) {
    yield left < filler.length ? filler.subarray(0, left) : filler;
  }
}

function hasBody(status: number): boolean {
  return status !== 204 && status !== 304;
}
