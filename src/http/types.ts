import type { Cancellation, Result } from '../lib/index.js';
import type { Redaction } from '../log/index.js';

/** One request to send. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute; also outside the client's own origin (a download link), see `HttpClientOptions.origin`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /**
   * The token for `Authorization: Bearer …`, called when the request is sent. The token is sent to the client's own origin
   * only, also after redirects.
   */
  readonly bearer?: (() => string) | undefined;
  /** Further values, such as a client secret in the body, that must not appear in a failure if the response echoes them. */
  readonly secrets?: readonly string[] | undefined;
  /** Limit of the decompressed response, enforced while streaming. */
  readonly maxResponseBytes: number;
  /**
   * `idempotent`: a repeat is harmless, and the table of `retry.ts` decides. `never`: one attempt. A function refines
   * `idempotent` for responses whose meaning is in the body (GraphQL): network failures, 429, 502, 503 and 504 are retried by
   * the table, every other response (also below 400) is passed to the function.
   */
  readonly retry: 'idempotent' | 'never' | ((response: HttpResponse) => 'retry' | 'keep');
  /** Aborts this request only. */
  readonly signal?: AbortSignal | undefined;
  /** Less time than the client's limits allow; such a request does not wait for those in progress. */
  readonly patience?: RequestPatience | undefined;
}

/** Milliseconds. */
export interface RequestPatience {
  /** Instead of `HttpTimeouts.headers`. */
  readonly headers: number;
  /** Instead of `RetryLimits.requestTotal`: no attempt starts later. */
  readonly total: number;
}

/** A complete response with a status below 400. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The response of another origin, which got no token: its 401 is unrelated to the token. */
  readonly crossOrigin?: true | undefined;
  /** The name of the proxy that it came through, for messages. */
  readonly proxy?: string | undefined;
}

interface At {
  readonly method: 'GET' | 'POST';
  /** In printable form: without user info, and with query values masked except paging and dates. */
  readonly url: string;
  readonly attempts: number;
  /** The name of the proxy in between, which can be the cause (`the proxy http://proxy.example:3128 of HTTPS_PROXY`). */
  readonly proxy?: string | undefined;
}

/** Why there is no usable response. Every member is safe to print: no secrets, bounded text. */
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
      /** Up to 64 KiB of the body, for callers that parse it; messages quote its first 200 bytes. */
      readonly body: string;
      readonly contentType: string;
      readonly retryAfterSeconds?: number | undefined;
      /** See `HttpResponse.crossOrigin`. */
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
  /**
   * Sends, retries, follows redirects and reads the whole response. Never throws for reasons outside this program. If a
   * `retry` function still returns 'retry' when the budget is used up, the last response is the result.
   */
  send(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>>;
  counters(): HttpCounters;
  /**
   * A text of a response as one line without control characters and secrets. Every text from outside that can become part
   * of a message passes it (docs/architecture.md#text-from-outside).
   */
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
  /**
   * Between two pieces of the body. Default 30 s. A body that takes longer than this as a whole must also
   * bring 1 KiB per second on average, so that a response that drips forever ends, too.
   */
  readonly idleBody: number;
  /** From the headers to the end of the body, however fast it drips. Default 15 min. */
  readonly wholeBody: number;
}

/** Milliseconds. */
export interface RetryLimits {
  /** The first back-off is random between 0 and this, the following ones up to twice the one before. Default 500 ms. */
  readonly baseDelay: number;
  /** Upper bound of one back-off. Default 8 s. */
  readonly maxDelay: number;
  /** A longer `Retry-After` is cut to this. Default 60 s. */
  readonly maxRetryAfter: number;
  /**
   * All back-offs of one request together. A restart of the service (20 s) must not end in a failure: the shortest outage
   * that does lasts this long minus `maxDelay`. Default 40 s.
   */
  readonly requestBackOff: number;
  /** One request with all its attempts and waits, from the start of its first attempt. Default 5 min. */
  readonly requestTotal: number;
  /** The time during which at least one request of this client waited. Default 30 min. */
  readonly runBackOff: number;
}

export interface HttpClientOptions {
  /**
   * The service of this client. Bearer tokens are sent to this origin only. Other origins require https, get no token, and
   * must not have private, link-local or loopback addresses (unless this origin has one itself).
   */
  readonly origin: URL;
  /** Sent to this origin with every request (custom headers, User-Agent). */
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
  /**
   * After `stopAccepting` no request is retried: it fails with `cancelled` instead. The level `abortAt` aborts requests in
   * progress (docs/architecture.md#cancellation).
   */
  readonly cancellation?: Cancellation | undefined;
  /** Default: `abandonInFlight`. */
  readonly abortAt?: 'abandonInFlight' | 'shutdownDeadline' | undefined;
  /** The secrets of this process, beside those of a request. Default: none. */
  readonly redaction?: Redaction | undefined;
  /** Called before each wait for a retry. */
  readonly onRetry?:
    ((retry: { failure: HttpFailure; delayMs: number; attempt: number }) => void) | undefined;
}
