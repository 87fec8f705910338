import type { Cancellation, Result } from '../lib/index.js';
import type { Redaction } from '../log/index.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute; other origins are allowed (a download link), see `HttpClientOptions.origin`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /** Called when the request is sent. Only the client's own origin gets it, also after redirects. */
  readonly bearer?: (() => string) | undefined;
  /** Further values that must not appear in a failure if the response echoes them. */
  readonly secrets?: readonly string[] | undefined;
  /** Of the decompressed response. */
  readonly maxResponseBytes: number;
  /** `idempotent`: `retry.ts` decides. A function decides on each response but 429, 502, 503 and 504. */
  readonly retry: 'idempotent' | 'never' | ((response: HttpResponse) => 'retry' | 'keep');
  /** Aborts this request only. */
  readonly signal?: AbortSignal | undefined;
  /** Tighter limits than the client's; such a request does not wait for those in progress. */
  readonly patience?: RequestPatience | undefined;
}

/** Milliseconds. */
export interface RequestPatience {
  /** Replaces `HttpTimeouts.headers`. */
  readonly headers: number;
  /** Replaces `RetryLimits.requestTotal`: no attempt starts later. */
  readonly total: number;
}

/** A complete response with a status below 400. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** From another origin, which got no token: its 401 is unrelated to the token. */
  readonly crossOrigin?: true | undefined;
  /** For messages. */
  readonly proxy?: string | undefined;
}

interface At {
  readonly method: 'GET' | 'POST';
  /** Printable: without user info, and with query values masked except paging and dates. */
  readonly url: string;
  readonly attempts: number;
  /** The proxy in between, which can be the cause. */
  readonly proxy?: string | undefined;
}

/** Every member is safe to print: no secrets, bounded text. */
export type HttpFailure =
  /** `code` of Node.js (ECONNREFUSED, ENOTFOUND, …) or of `network-codes.ts`. */
  | (At & { readonly reason: 'network'; readonly code: string; readonly message: string })
  | (At & {
      readonly reason: 'timeout';
      readonly phase: 'connect' | 'headers' | 'body' | 'whole-body';
      readonly seconds: number;
    })
  | (At & {
      readonly reason: 'http-status';
      readonly status: number;
      /** Up to 64 KiB; messages quote the first 200 bytes. */
      readonly body: string;
      readonly contentType: string;
      readonly retryAfterSeconds?: number | undefined;
      readonly crossOrigin?: true | undefined;
    })
  | (At & { readonly reason: 'too-large'; readonly limitBytes: number })
  | (At & { readonly reason: 'redirect-refused'; readonly target: string; readonly why: string })
  | (At & { readonly reason: 'cancelled' });

export interface HttpCounters {
  readonly requests: number;
  readonly retries: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

export interface HttpClient {
  /** Never throws for reasons outside this program. Without retries left, the last response is the result. */
  send(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>>;
  counters(): HttpCounters;
  /** Every text from outside in a message must pass it (docs/architecture.md#text-from-outside). */
  outsideText(text: string, maxLength?: number): string;
  /** Aborts requests in progress and closes the connections, so that the process can end. */
  close(): void;
}

/** Milliseconds. */
export interface HttpTimeouts {
  /** Name resolution, TCP, the proxy's tunnel and TLS together. Default 10 s. */
  readonly connect: number;
  /** From the start of the attempt (upload included) to the headers of the response. Default 60 s. */
  readonly headers: number;
  /** Between two pieces of the body. Default 30 s. A longer body also needs 1 KiB per second on average. */
  readonly idleBody: number;
  /** From the headers to the end of the body. Default 15 min. */
  readonly wholeBody: number;
}

/** Milliseconds. */
export interface RetryLimits {
  /** The first back-off is random from 0 to this; the range doubles each time. Default 500 ms. */
  readonly baseDelay: number;
  /** Of one back-off. Default 8 s. */
  readonly maxDelay: number;
  /** Cuts a longer `Retry-After`, except of a 429 with `throttledUntil`. Default 60 s. */
  readonly maxRetryAfter: number;
  /**
   * Milliseconds since the epoch. Before this time, a 429 is waited for as long as its `Retry-After` requests, and a longer
   * one is not waited for at all. Default: 429 is treated like 503.
   */
  readonly throttledUntil?: number | undefined;
  /** All back-offs of one request; must outlast a restart of the service (20 s). Default 40 s. */
  readonly requestBackOff: number;
  /** One request with all attempts and waits, from the start of its first attempt. Default 5 min. */
  readonly requestTotal: number;
  /** The time during which at least one request of this client waited. Default 30 min. */
  readonly runBackOff: number;
}

export interface HttpClientOptions {
  /** Only this origin gets tokens. Others require https and a public address, unless this one is private. */
  readonly origin: URL;
  /** For this origin (custom headers, User-Agent). */
  readonly headers: Readonly<Record<string, string>>;
  /** Simultaneous requests; halved on 429 and 503 and restored slowly. */
  readonly concurrency: number;
  readonly requestsPerSecond?: number | undefined;
  /** PEM text, added to the system's certificates. */
  readonly caCertificates?: string | undefined;
  /** Read for HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeouts?: Partial<HttpTimeouts> | undefined;
  readonly retryLimits?: Partial<RetryLimits> | undefined;
  /** After `stopAccepting` nothing is retried; see `abortAt` (docs/architecture.md#cancellation). */
  readonly cancellation?: Cancellation | undefined;
  /** The level that aborts requests in progress. Default: `abandonInFlight`. */
  readonly abortAt?: 'abandonInFlight' | 'shutdownDeadline' | undefined;
  /** The secrets of this process, beside those of a request. */
  readonly redaction?: Redaction | undefined;
  readonly onRetry?:
    ((retry: { failure: HttpFailure; delayMs: number; attempt: number }) => void) | undefined;
}
