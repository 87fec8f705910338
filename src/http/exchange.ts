import { Readable } from 'node:stream';
import type { Agent } from 'node:http';
import fetch, { AbortError, FetchError, type Response } from 'node-fetch';
import { err, ok, type Result } from '../lib/index.js';
import { ACCEPTED_ENCODINGS, readBody } from './body.js';
import type { AttemptFailure } from './failure.js';
import { codeOf, CONNECT_TIMEOUT, isUnsendable, sentenceFor } from './network-codes.js';
import type { HttpResponse, HttpTimeouts } from './types.js';

const maxErrorBytes = 65_536;

export interface Message {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly maxResponseBytes: number;
}

export interface ExchangeContext {
  readonly agent: Agent;
  readonly timeouts: HttpTimeouts;
  readonly signal: AbortSignal;
  readonly monotonicNow: () => number;
  readonly onBytesReceived: (count: number) => void;
}

/** Sends one request and reads one response without following redirects; from status 300 on, 64 KiB of it. */
export async function exchange(
  message: Message,
  context: ExchangeContext,
): Promise<Result<HttpResponse, AttemptFailure>> {
  const { agent, timeouts, signal } = context;
  if (signal.aborted) return err({ reason: 'cancelled' });
  const controller = new AbortController();
  const abortWith = (cause: 'cancelled' | 'silence') => () => {
    controller.abort(cause);
  };
  const cancel = abortWith('cancelled');
  const headersTimer = setTimeout(abortWith('silence'), timeouts.headers);
  signal.addEventListener('abort', cancel, { once: true });

  try {
    const response = await fetch(message.url, {
      method: message.method,
      headers: { ...message.headers, 'accept-encoding': ACCEPTED_ENCODINGS },
      body: message.body ?? null,
      agent,
      redirect: 'manual',
      // `readBody` decompresses, so that the limits hold for both sizes and a cut gzip stream is an error.
      compress: false,
      signal: controller.signal,
    });
    clearTimeout(headersTimer);
    const body = await bodyOf(response, message, context);
    if (controller.signal.reason === 'cancelled') return err({ reason: 'cancelled' });
    return body.ok
      ? ok({ status: response.status, headers: Object.fromEntries(response.headers), body: body.value })
      : body;
  } catch (error) {
    if (controller.signal.reason === 'cancelled') return err({ reason: 'cancelled' });
    if (controller.signal.reason === 'silence')
      return err({ reason: 'timeout', phase: 'headers', seconds: timeouts.headers / 1000 });
    return err(connectionFailure(error, timeouts));
  } finally {
    clearTimeout(headersTimer);
    signal.removeEventListener('abort', cancel);
  }
}

function bodyOf(
  response: Response,
  message: Message,
  { timeouts, monotonicNow, onBytesReceived }: ExchangeContext,
): Promise<Result<Buffer, AttemptFailure>> {
  const wire = response.body;
  if (!(wire instanceof Readable)) return Promise.resolve(ok(Buffer.alloc(0)));
  const wanted = response.status < 300;
  return readBody(
    wire,
    response.headers.get('content-encoding') ?? '',
    {
      maxBytes: wanted ? message.maxResponseBytes : maxErrorBytes,
      beyond: wanted ? 'fail' : 'cut',
      idle: timeouts.idleBody,
      whole: timeouts.wholeBody,
      monotonicNow,
    },
    onBytesReceived,
  );
}

function connectionFailure(error: unknown, timeouts: HttpTimeouts): AttemptFailure {
  const unsendable = codeOf(error) ?? '';
  if (isUnsendable(unsendable)) {
    // Node's message contains the name of the header, not its value.
    const detail = error instanceof Error ? error.message : '';
    return { reason: 'network', code: unsendable, message: `the request cannot be sent: ${detail}` };
  }
  if (!(error instanceof FetchError) && !(error instanceof AbortError)) throw error;
  const code = error instanceof FetchError ? (error.code ?? 'UNKNOWN') : 'ABORT_ERR';
  if (code === CONNECT_TIMEOUT) {
    return { reason: 'timeout', phase: 'connect', seconds: timeouts.connect / 1000 };
  }
  // node-fetch puts the whole URL, with its query, before the reason.
  const detail = error.message.split('failed, reason: ').at(-1) ?? '';
  return {
    reason: 'network',
    code,
    message: sentenceFor(code, detail === '' ? 'connection failed' : detail),
  };
}
