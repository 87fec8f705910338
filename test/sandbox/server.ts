import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { respond } from './respond.js';
import { control, controlPrefix } from './control.js';
import { faultQueue, pathMatches } from './faults.js';
import type { Handler, SandboxOptions, SandboxRequest, SandboxResponse, SandboxServer } from './types.js';

export type {
  Fault,
  Handler,
  SandboxOptions,
  SandboxRequest,
  SandboxResponse,
  SandboxServer,
} from './types.js';

/** Serves `handler` with counters, faults and a control plane (control.ts). Rejects if the port is in use. */
export async function startServer(handler: Handler, options: SandboxOptions = {}): Promise<SandboxServer> {
  const { host = '127.0.0.1', basePath = '', keepRequests = true, tls, around } = options;
  const respondTo: Handler = around === undefined ? handler : (request) => around(request, handler);
  let latencyMs = options.latencyMs ?? 0;
  let open = 0;
  let peakConcurrency = 0;
  const requests: SandboxRequest[] = [];
  const paths = new Map<string, number>();
  const faults = faultQueue();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    const { request, inside } = await readRequest(incoming, basePath);
    if (request.path.startsWith(controlPrefix)) {
      await respond(
        response,
        () => Promise.resolve(control({ server: sandbox, paths }, request)),
        undefined,
        closed.signal,
      );
      return;
    }
    open += 1;
    peakConcurrency = Math.max(peakConcurrency, open);
    response.on('close', () => (open -= 1));
    if (keepRequests) requests.push(request);
    const key = `${request.method} ${request.path}`;
    paths.set(key, (paths.get(key) ?? 0) + 1);
    const fault = faults.take(request);
    if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: closed.signal });
    const real = () =>
      inside ? callHandler(respondTo, request) : Promise.resolve({ status: 404, body: `below ${basePath}` });
    await respond(response, real, fault, closed.signal);
  }

  function listener(incoming: IncomingMessage, response: ServerResponse): void {
    // A connection that the client closed, or an invalid HTTP response: both end here.
    serve(incoming, response).catch(() => response.destroy());
  }

  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  // Longer than any client keeps an idle connection, so that the server never closes it first.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('a TCP server has an address with a port');

  const sandbox: SandboxServer = {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${address.port}${basePath}`,
    port: address.port,
    handler,
    requests,
    get peakConcurrency() {
      return peakConcurrency;
    },
    count: (path) =>
      [...paths].reduce(
        (sum, [counted, n]) => (pathMatches(counted.slice(counted.indexOf(' ') + 1), path) ? sum + n : sum),
        0,
      ),
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    setLatency: (ms) => {
      latencyMs = ms;
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  return sandbox;
}

/** A path outside the base path stays complete, so that no handler matches it. */
async function readRequest(
  incoming: IncomingMessage,
  basePath: string,
): Promise<{ readonly request: SandboxRequest; readonly inside: boolean }> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  }
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const inside = path.startsWith(`${basePath}/`);
  const request = {
    method: incoming.method ?? 'GET',
    path: inside ? path.slice(basePath.length) : path,
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers,
    body: Buffer.concat(chunks),
    at: Date.now(),
  };
  return { request, inside };
}

async function callHandler(handler: Handler, request: SandboxRequest): Promise<SandboxResponse> {
  try {
    return await handler(request);
  } catch (error) {
    return {
      status: 500,
      body: `bug in the sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    };
  }
}
