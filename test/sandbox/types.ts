/** One request as the stand-in received it, body read to its end. */
export interface SandboxRequest {
  readonly method: string;
  /** Decoded by nobody: as on the wire, without base path and query. */
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
 * What goes wrong, and for whom: the next `times` (default 1) requests that match get this instead.
 * With `status` or `body` the handler is not asked (as when a proxy in front refuses), unless `runsHandler` says so;
 * without both, the real answer is what gets late, cut, slow or endless.
 */
export interface Fault {
  /** A string matches as a prefix of the path. */
  readonly path: string | RegExp;
  readonly method?: string;
  readonly times?: number;
  /** Only requests whose body contains this text: a GraphQL operation, a connector id. */
  readonly matchBody?: string;
  /** The handler runs, so its effect stays, and only its answer is lost or replaced. */
  readonly runsHandler?: boolean;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Waits this long before anything else. */
  readonly delayMs?: number;
  /** Closes the connection without an answer. */
  readonly reset?: boolean;
  /** Announces the full length, sends this many bytes of the body, closes the connection. */
  readonly truncateBytes?: number;
  /** `headers`: never answers. `body`: stops half-way through the body, connection open. */
  readonly hang?: 'headers' | 'body';
  /** A slow body: so many bytes, every so many milliseconds. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** The body, then white space for ever. */
  readonly endless?: boolean;
  /** White space in place of the body: this many bytes once inflated, sent with `content-encoding: gzip`. */
  readonly gzipBomb?: number;
}

export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1; another loopback address makes another origin. */
  readonly host?: string;
  /** Such as `/tv`; everything is served below it. */
  readonly basePath?: string;
  /** Before every answer; default 0. */
  readonly latencyMs?: number;
  /** PEM texts; with them the server speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default true. False keeps the counters only, so that a long run measures the client, not this memory. */
  readonly keepRequests?: boolean;
}

export interface SandboxServer {
  /** With the base path, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** What is served, to be asked without HTTP: no counters, no faults, no latency. */
  readonly handler: Handler;
  /** Everything received, in order of arrival; a live view, empty under `keepRequests: false`. */
  readonly requests: readonly SandboxRequest[];
  /** How many requests came for this path (string: prefix), also under `keepRequests: false`. */
  count(path: string | RegExp): number;
  /** The most requests that were open at one time. */
  readonly peakConcurrency: number;
  fault(fault: Fault): void;
  clearFaults(): void;
  setLatency(ms: number): void;
  /** Ends at once: open connections are destroyed. */
  close(): Promise<void>;
}
