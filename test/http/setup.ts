import type { Test } from 'tap';
import { createHttpClient } from '../../src/http/client.js';
import type { Effects } from '../../src/http/effects.js';
import { neverCanceled } from '../../src/lib/index.js';
import type { HttpClient, HttpClientOptions, HttpRequest } from '../../src/http/index.js';
import { startServer, type Handler, type SandboxOptions, type SandboxServer } from '../sandbox/server.js';

/** Waits pass at once on a clock of their own, and are remembered. */
export function instantEffects(
  overrides: Partial<Effects> = {},
): Effects & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  let time = Date.UTC(2026, 10, 24, 12);
  return {
    now: () => time,
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

/** Client options whose requests are aborted by this signal. */
export function abortedBy(signal: AbortSignal): Pick<HttpClientOptions, 'cancellation'> {
  return { cancellation: { ...neverCanceled(), abandonInFlight: signal } };
}

export const hello: Handler = () => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: 'hello',
});

/** A stand-in that is closed with the test. */
export async function serverFor(
  t: Test,
  handler: Handler = hello,
  options: SandboxOptions = {},
): Promise<SandboxServer> {
  const server = await startServer(handler, options);
  t.teardown(() => server.close());
  return refusingShortLivedFaults(server);
}

/** Origins to which a test sends requests with a timeout below a second. */
const impatientOrigins = new Set<string>();

/**
 * Throws when a test announces a fault for one request at a server whose client has a short timeout. On a busy machine
 * the first request times out and uses the fault up, so that its retry succeeds. A fault that stalls is exempt.
 */
function refusingShortLivedFaults(server: SandboxServer): SandboxServer {
  const fault: SandboxServer['fault'] = (announced) => {
    const stalls = announced.hang !== undefined || announced.drip !== undefined;
    if (impatientOrigins.has(new URL(server.url).origin) && !stalls && (announced.times ?? 1) < 2)
      throw new Error('a fault for one request needs a client without a timeout below a second');
    server.fault(announced);
  };
  return new Proxy(server, {
    get: (target, key): unknown => (key === 'fault' ? fault : Reflect.get(target, key)),
  });
}

/** A client for this origin that is closed with the test. */
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
    impatientOrigins.add(new URL(origin).origin);
  return client;
}

/** A GET that may be repeated, for up to 1 MiB. */
export const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: new URL(url),
  maxResponseBytes: 1 << 20,
  retry: 'idempotent',
  ...more,
});
