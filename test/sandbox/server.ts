import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from './answer.js';
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

/**
 * Serves `handler` over real HTTP, with counters, faults on demand and a control plane (see control.ts).
 * Rejects when the port is taken.
 */
export async function startServer(handler: Handler, options: SandboxOptions = {}): Promise<SandboxServer> {
  const { host = '127.0.0.1', basePath = '', keepRequests = true, tls } = options;
  let latencyMs = options.latencyMs ?? 0;
  let open = 0;
  let peakConcurrency = 0;
  const requests: SandboxRequest[] = [];
  const paths = new Map<string, number>();
  const faults = faultQueue();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { request, inside } = await readRequest(incoming, basePath);
    if (request.path.startsWith(controlPrefix)) {
      await answer(
        response,
        () => Promise.resolve(control({ server: sandbox, paths }, request)),
        undefined,
        gone.signal,
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
    if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: gone.signal });
    const real = () =>
      inside ? ask(handler, request) : Promise.resolve({ status: 404, body: `below ${basePath}` });
    await answer(response, real, fault, gone.signal);
  }

  function listener(incoming: IncomingMessage, response: ServerResponse): void {
    // What is left to fail is a connection that the other side closed, or an answer that is no HTTP: both end here.
    serve(incoming, response).catch(() => response.destroy());
  }

  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  // Longer than any client keeps an idle connection: the stand-in is never the one that closes it.
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

/** A request from outside the base path keeps its whole path; no handler may take it for its own. */
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

/** A handler that throws is a bug of the stand-in: the answer tells it, where a test will show it. */
async function ask(handler: Handler, request: SandboxRequest): Promise<SandboxResponse> {
  try {
    return await handler(request);
  } catch (error) {
    return {
      status: 500,
      body: `bug in the stand-in: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    };
  }
}
