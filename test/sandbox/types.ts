export interface SandboxRequest {
  readonly method: string;
  /** Not decoded; without base path and query. */
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

/** Affects the next `times` (default 1) matching requests. `status` or `body` replace the handler. */
export interface Fault {
  readonly path: string | RegExp;
  readonly method?: string;
  readonly times?: number;
  readonly matchBody?: string;
  /** The handler has its effect; only its response is lost or replaced. */
  readonly runsHandler?: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly delayMs?: number;
  /** Closes the connection without a response. */
  readonly reset?: boolean;
  /** Announces the full length, sends this many bytes of the body, and closes the connection. */
  readonly truncateBytes?: number;
  /** `headers`: never responds. `body`: stops in the middle of the body. The connection stays open. */
  readonly hang?: 'headers' | 'body';
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** Sends the body, then white space without end. */
  readonly endless?: boolean;
  /** Bytes of white space once inflated, instead of the body, with `content-encoding: gzip`. */
  readonly gzipBomb?: number;
}

export interface SandboxOptions {
  readonly port?: number;
  readonly host?: string;
  readonly basePath?: string;
  readonly latencyMs?: number;
  /** PEM texts for https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Responds in place of the handler, which it can call: to observe, replace or delay responses. */
  readonly around?: (request: SandboxRequest, handle: Handler) => SandboxResponse | Promise<SandboxResponse>;
  /** Default true. False keeps the counters only, so that a long run does not measure this memory. */
  readonly keepRequests?: boolean;
}

export interface SandboxServer {
  /** With the base path, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  readonly handler: Handler;
  /** In order of arrival; empty with `keepRequests: false`. */
  readonly requests: readonly SandboxRequest[];
  /** A string is a prefix. */
  count(path: string | RegExp): number;
  readonly peakConcurrency: number;
  fault(fault: Fault): void;
  clearFaults(): void;
  setLatency(ms: number): void;
  close(): Promise<void>;
}
