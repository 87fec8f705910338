/** One request as the sandbox received it, with its complete body. */
export interface SandboxRequest {
  readonly method: string;
  /** Not decoded: as sent, without base path and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** When its body was complete, in milliseconds since the epoch. */
  readonly at: number;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Handler = (request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>;

/**
 * A failure, and the requests that it affects: the next `times` (default 1) requests that match. With `status` or
 * `body` the handler is not called (as when a proxy rejects the request), unless `runsHandler` is true; without both,
 * the real response is delayed, truncated, slow or endless.
 */
export interface Fault {
  /** A string matches as a prefix of the path. */
  readonly path: string | RegExp;
  readonly method?: string;
  readonly times?: number;
  /** Only requests whose body contains this text: a GraphQL operation, a connector id. */
  readonly matchBody?: string;
  /** The handler runs and has its effect; only its response is lost or replaced. */
  readonly runsHandler?: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Waits this long before anything else. */
  readonly delayMs?: number;
  /** Closes the connection without a response. */
  readonly reset?: boolean;
  /** Announces the full length, sends this many bytes of the body, and closes the connection. */
  readonly truncateBytes?: number;
  /** `headers`: never responds. `body`: stops in the middle of the body. The connection stays open. */
  readonly hang?: 'headers' | 'body';
  /** A slow body: this number of bytes per interval. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** Sends the body, then white space without end. */
  readonly endless?: boolean;
  /** Sends white space instead of the body: this many bytes once inflated, with `content-encoding: gzip`. */
  readonly gzipBomb?: number;
}

export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1; another loopback address is another origin. */
  readonly host?: string;
  /** For example `/tv`; everything is served below it. */
  readonly basePath?: string;
  /** Delay of every response; default 0. */
  readonly latencyMs?: number;
  /** PEM texts; if present, the server uses https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default true. False keeps the counters only, so that a long run measures the client and not this memory. */
  readonly keepRequests?: boolean;
}

export interface SandboxServer {
  /** With the base path, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The handler, to be called without HTTP: no counters, faults and latency. */
  readonly handler: Handler;
  /** All received requests, in order of arrival; a live view, empty with `keepRequests: false`. */
  readonly requests: readonly SandboxRequest[];
  /** The number of requests for this path (string: prefix), also with `keepRequests: false`. */
  count(path: string | RegExp): number;
  /** The highest number of requests that were open at the same time. */
  readonly peakConcurrency: number;
  fault(fault: Fault): void;
  clearFaults(): void;
  setLatency(ms: number): void;
  /** Ends at once: open connections are destroyed. */
  close(): Promise<void>;
}
