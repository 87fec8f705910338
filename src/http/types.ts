import type { Result } from '../result/index.js';

/** What a caller asks of the one door to the network. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute. It may leave the client's own origin (a download link); see `HttpClientOptions.origin`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** `Authorization: Bearer …`; leaves this process only towards the client's own origin, redirects included. */
  readonly bearer?: string;
  /** The answer is cut off while streaming, after inflation, beyond this many bytes. */
  readonly maxResponseBytes: number;
  /**
   * `idempotent`: a repeat is harmless, the defaults table decides. `never`: one attempt.
   * A function refines `idempotent` for answers whose meaning is in the body (GraphQL).
   */
  readonly retry: 'idempotent' | 'never' | ((answer: HttpResponse) => 'retry' | 'keep');
  /** Aborts this request alone, beside the client's own signal. */
  readonly signal?: AbortSignal;
}

/** A complete answer with a status below 400. */
export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface At {
  readonly method: 'GET' | 'POST';
  /** Without query values, user info or anything secret: safe to print. */
  readonly url: string;
  readonly attempts: number;
}

/** Why there is no usable answer. Every member is safe to print: no secrets, bounded text. */
export type HttpFailure =
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
      readonly retryAfterSeconds?: number;
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
  /** Sends, retries by the table, follows redirects, reads the whole answer. Never throws for outside reasons. */
  send(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>>;
  counters(): HttpCounters;
  /** Closes idle keep-alive connections, so that the process can end. */
  close(): void;
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
  readonly requestsPerSecond?: number;
  /** PEM text, added to the system's certificates. */
  readonly caCertificates?: string;
  /** Read for HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds. Defaults: connect 10 s, headers 60 s, idle body 30 s. */
  readonly timeouts?: Partial<{ connect: number; headers: number; idleBody: number }>;
  /** Aborts everything under way. */
  readonly signal?: AbortSignal;
  readonly onRetry?: (retry: { failure: HttpFailure; delayMs: number; attempt: number }) => void;
}
