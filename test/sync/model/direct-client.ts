import type { HttpClient, HttpRequest, HttpResponse } from '../../../src/http/index.js';
import { err, ok, singleLine } from '../../../src/lib/index.js';
import type { SandboxRequest, SandboxResponse, SandboxServer } from '../../sandbox/types.js';
import type { Fate } from './fate.js';

export interface DirectClientOptions {
  readonly sandbox: SandboxServer;
  readonly fate: Fate;
  readonly chance: () => number;
  /** Called before the response; a returned response replaces it. */
  readonly onRequest: (request: SandboxRequest) => SandboxResponse | undefined;
  /** Called when the service has processed the request, whether or not the response arrives. */
  readonly onAnswer: (request: SandboxRequest, response: SandboxResponse) => void;
}

/** Calls a sandbox without a network: requests overtake each other, a killed process gets no response. */
export function directClient(options: DirectClientOptions): HttpClient {
  const { sandbox, fate, chance, onRequest, onAnswer } = options;
  let requests = 0;
  return {
    async send(request) {
      requests += 1;
      await turns(Math.floor(chance() * 4));
      if (!fate.step()) return never();
      const asked = requestOf(request, sandbox.url);
      const response = onRequest(asked) ?? (await sandbox.handler(asked));
      onAnswer(asked, response);
      await turns(Math.floor(chance() * 3));
      if (!fate.step()) return never();
      const { status, headers = {}, body = '' } = response;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
      if (status < 400) return ok<HttpResponse>({ status, headers, body: bytes });
      return err({
        reason: 'http-status',
        method: request.method,
        url: request.url.href,
        attempts: 1,
        status,
        body: bytes.toString(),
        contentType: headers['content-type'] ?? '',
      });
    },
    outsideText: singleLine,
    counters: () => ({ requests, retries: 0, bytesReceived: 0, bytesSent: 0 }),
    close: () => undefined,
  };
}

function requestOf(
  { method, url, headers = {}, body = '', bearer }: HttpRequest,
  base: string,
): SandboxRequest {
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: {
      host: new URL(base).host,
      ...headers,
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer()}` }),
    },
    body: Buffer.isBuffer(body) ? body : Buffer.from(body),
    at: 0,
  };
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

const never = (): Promise<never> => new Promise(() => undefined);
