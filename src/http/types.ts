import type { Cancellation, Result } from '../lib/index.js';

/** What a caller asks of the one door to the network. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute. It may leave the client's own origin (a download link); see `HttpClientOptions.origin`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
  /**
   * For `Authorization: Bearer …`, asked whenever the request's turn has come; what it answers leaves this process only
   * towards the client's own origin, redirects included.
   */
  readonly bearer?: () => string;
  /** Further values (a client secret in the body, …) that must not appear in a failure, should the answer echo them. */
  readonly secrets?: readonly string[] | undefined;
  /** The answer is cut off while streaming, after inflation, beyond this many bytes. */
  readonly maxResponseBytes: number;
  /**
   * `idempotent`: a repeat is harmless, the defaults table decides. `never`: one attempt.
   * A function refines `idempotent` for answers whose meaning is in the body (GraphQL): network failures,
   * 429, 502, 503 and 504 are retried by the table, every other answer (also below 400) is shown to it.
   */
  readonly retry: 'idempotent' | 'never' | ((answer: HttpResponse) => 'retry' | 'keep');
  /** Aborts this request alone, beside the client's own signal. */
  readonly signal?: AbortSignal | undefined;
}

/** A complete answer with a status below 400. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Another origin answered, which got no token: a 401 from there says nothing about ours. */
  readonly foreign?: true | undefined;
  /** It came through this proxy, named as for messages. */
  readonly proxy?: string | undefined;
}

interface At {
  readonly method: 'GET' | 'POST';
  /** Without user info, and with query values masked except paging and dates: safe to print. */
  readonly url: string;
  readonly attempts: number;
  /** What lies between, named as for messages (`the proxy http://proxy.example:3128 of HTTPS_PROXY`): it may be the culprit. */
  readonly proxy?: string | undefined;
}

/** Why there is no usable answer. Every member is safe to print: no secrets, bounded text. */
export type HttpFailure =
  /** `code` as Node spells it (ECONNREFUSED, ENOTFOUND, …) or one of ours (see `network-codes.ts`). */
  | (At & { readonly reason: 'network'; readonly code: string; readonly message: string })
  | (At & {
      readonly reason: 'timeout';
      readonly phase: 'connect' | 'headers' | 'body';
      readonly seconds: number;
    })
  | (At & {
      readonly reason: 'http-status';
      readonly status: number;
      /** Up to 64 KiB of the answer, for callers that understand it; messages quote its first 200 bytes. */
      readonly body: string;
      readonly contentType: string;
      readonly retryAfterSeconds?: number | undefined;
      /** See `HttpResponse.foreign`. */
      readonly foreign?: true | undefined;
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
   * Sends, retries by the table, follows redirects, reads the whole answer. Never throws for outside reasons.
   * A `retry` function that still says 'retry' when the budget is used up gets its last answer back.
   */
  send(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>>;
  counters(): HttpCounters;
  /** Aborts what is under way and closes the connections, so that the process can end. */
  close(): void;
}

/** Milliseconds. */
export interface HttpTimeouts {
  /** Name resolution, TCP, the proxy's tunnel and TLS together. Default 10 s. */
  readonly connect: number;
  /** From the start of the attempt (upload included) to the answer's headers. Default 60 s. */
  readonly headers: number;
  /**
   * Between two pieces of the body. Default 30 s. A body that takes longer than this as a whole must also
   * bring 1 KiB per second on average: an answer that drips for ever ends too.
   */
  readonly idleBody: number;
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
   * Back-offs of one request together, so that a restart of the other side (20 s) is outlived for certain:
   * this less `maxDelay` is the shortest outage that ends in a failure. Default 40 s.
   */
  readonly requestBackOff: number;
  /** One request with all its attempts and waits, from the start of its first attempt. Default 5 min. */
  readonly requestTotal: number;
  /** The time during which at least one request of this client waited. Default 30 min. */
  readonly runBackOff: number;
}

export interface HttpClientOptions {
  /**
   * The service this client is for. Bearer tokens go to this origin only. Other origins are reached over
   * https alone, without the token, and never at private, link-local or loopback addresses
   * (unless this origin itself lives on one).
   */
  readonly origin: URL;
  /** Sent to the own origin with every request (custom headers, User-Agent). */
  readonly headers: Readonly<Record<string, string>>;
  /** Requests at once; halved on 429/503 and restored slowly. */
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
  readonly onRetry?: (retry: { failure: HttpFailure; delayMs: number; attempt: number }) => void;
}
