import type { Test } from 'tap';
import { createHttpClient } from '../../src/http/client.js';
import type { Effects } from '../../src/http/effects.js';
import { neverCanceled } from '../../src/lib/index.js';
import type { HttpClient, HttpClientOptions, HttpRequest } from '../../src/http/index.js';
import { startServer, type Handler, type SandboxOptions, type SandboxServer } from '../sandbox/server.js';

/** Waits end at once on a simulated clock and are recorded in `waits`. */
export function instantEffects(
  overrides: Partial<Effects> = {},
): Effects & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  let time = Date.UTC(2026, 10, 24, 12);
  return {
    now: () => time,
    monotonicNow: () => performance.now(),
    random: () => 0.5,
    sleep: (ms) => {
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
    ...overrides,
    waits,
  };
}

export function abortedBy(signal: AbortSignal): Pick<HttpClientOptions, 'cancellation'> {
  return { cancellation: { ...neverCanceled(), abandonInFlight: signal } };
}

export const hello: Handler = () => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: 'hello',
});

export async function serverFor(
  t: Test,
  handler: Handler = hello,
  options: SandboxOptions = {},
): Promise<SandboxServer> {
  const server = await startServer(handler, options);
  t.teardown(() => server.close());
  return rejectingOneShotFaults(server);
}

const shortTimeoutOrigins = new Set<string>();

/** Rejects a fault for one request if the client has a short timeout, which can consume it early. */
function rejectingOneShotFaults(server: SandboxServer): SandboxServer {
  const fault: SandboxServer['fault'] = (announced) => {
    const stalls = announced.hang !== undefined || announced.drip !== undefined;
    if (shortTimeoutOrigins.has(new URL(server.url).origin) && !stalls && (announced.times ?? 1) < 2)
      throw new Error('a fault for one request needs a client without a timeout below a second');
    server.fault(announced);
  };
  return new Proxy(server, {
    get: (target, key): unknown => (key === 'fault' ? fault : Reflect.get(target, key)),
  });
}

export function clientFor(
  t: Test,
  origin: string,
  options: Partial<HttpClientOptions> = {},
  effects: Effects = instantEffects(),
): HttpClient {
  const client = createHttpClient(
    {
      origin: new URL(origin),
      headers: { 'User-Agent': 'teamt5-opencti/test' },
      concurrency: 8,
      env: {},
      ...options,
    },
    effects,
  );
  t.teardown(() => client.close());
  if (Object.values(options.timeouts ?? {}).some((milliseconds) => milliseconds < 1_000))
    shortTimeoutOrigins.add(new URL(origin).origin);
  return client;
}

export const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: new URL(url),
  maxResponseBytes: 1 << 20,
  retry: 'idempotent',
  ...more,
});
