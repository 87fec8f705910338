import type { HttpClient } from '../http/index.js';
import type { ItemKind } from '../kinds.js';
import { err, type JsonObject, ok, parseJsonObject, type Result } from '../lib/index.js';
import { parseEntry } from './entry.js';
import { createPages, listAll, type Listing, listNewest, type ListQuery } from './listing.js';
import { createTokenSource, type Credentials, type Token, type TokenCache } from './oauth.js';
import { text } from './parse.js';
import { createAuthorizedGet } from './request.js';
import type { Entry, ThreatVisionFailure } from './types.js';

type Answer<T> = Promise<Result<T, ThreatVisionFailure>>;

/** Unparsed STIX; `empty` for a response without content. */
export type StixDownload = { readonly type: 'stix'; readonly body: Buffer } | { readonly type: 'empty' };

export interface ThreatVision {
  /** A token that the service accepts, for `auth`; the cached one is renewed shortly before its expiry. */
  authenticate(): Answer<Token>;
  /** Everything dated `from` (unix seconds) or later, also if the list changes meanwhile. */
  list(kind: ItemKind, from: number, signal?: AbortSignal): Answer<Listing>;
  newest(kind: ItemKind, limit: number, from: number): Answer<Listing>;
  downloadStix(entry: Entry): Answer<StixDownload>;
  /** Downloads a link of an entry, for example its PDF. `operation` is part of the messages. */
  download(url: URL, operation: string, maxBytes: number): Answer<Buffer>;
  /** Parses an entry that an earlier run stored (`Entry.raw`). */
  parseStoredEntry(kind: ItemKind, raw: unknown, date: number): Entry | undefined;
  /** One cheap request, which distinguishes an outage from a bad item. */
  probe(kind: ItemKind): Answer<void>;
}

const stixMaxBytes = 64 * 1024 * 1024;

/** The ThreatVision API (docs/threatvision-api.md). `http` has the origin of `base`, whose path is kept. */
export function createThreatVision(options: {
  readonly http: HttpClient;
  readonly base: URL;
  readonly credentials: Credentials;
  readonly tokenCache?: TokenCache | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}): ThreatVision {
  const { http, credentials, tokenCache, now = Date.now } = options;
  const base = new URL(options.base.href.replace(/\/*$/, '/'));
  const tokens = createTokenSource({ http, base, credentials, now, cache: tokenCache });
  const get = createAuthorizedGet(http, tokens, base);
  const seconds = (): number => Math.floor(now() / 1000);
  const query = (kind: ItemKind, from: number): ListQuery => ({
    kind,
    from,
    base,
    now: seconds(),
    clean: http.outsideText,
  });

  return {
    authenticate: () => tokens.get(),
    list: (kind, from, signal) => listAll(get, { ...query(kind, from), signal }),
    newest: (kind, limit, from) => listNewest(get, query(kind, from), limit),
    async downloadStix(entry) {
      const operation = `downloading the STIX of ${entry.id}`;
      const isUsable = (body: Buffer): boolean => isEmpty(body) || isWholeDocument(body);
      const answer = await get(entry.stixUrl, operation, stixMaxBytes, { isUsable });
      return answer.ok ? readStix(answer.value.body, operation, entry.stixUrl, http.outsideText) : answer;
    },
    async download(url, operation, maxBytes) {
      const answer = await get(url, operation, maxBytes);
      return answer.ok ? ok(answer.value.body) : answer;
    },
    parseStoredEntry(kind, raw, date) {
      const entry = parseEntry(kind, raw, base, date);
      return entry.kind === 'unreadable' ? undefined : entry;
    },
    async probe(kind) {
      const answer = await createPages(get, query(kind, seconds()))(0);
      return answer.ok ? ok(undefined) : answer;
    },
  };
}

const isEmpty = (body: Buffer): boolean => body.toString('latin1', 0, 1024).trim() === '';

/** False for an HTML page, a cut body and the document of an error, without parsing all of it. */
function isWholeDocument(body: Buffer): boolean {
  const start = body
    .toString('utf8', 0, 1024)
    .replace(/^\uFEFF/, '')
    .trimStart();
  const end = body.toString('utf8', Math.max(0, body.length - 1024)).trimEnd();
  return /^[[{]/.test(start) && /[\]}]$/.test(end) && errorDocument(body) === undefined;
}

/** A larger response is not the document of an error. */
const maxErrorBytes = 64 * 1024;

function errorDocument(body: Buffer): JsonObject | undefined {
  const document = body.length > maxErrorBytes ? undefined : parseJsonObject(body);
  return document?.success === false ? document : undefined;
}

function readStix(
  body: Buffer,
  operation: string,
  link: URL,
  clean: HttpClient['outsideText'],
): Result<StixDownload, ThreatVisionFailure> {
  if (isEmpty(body)) return ok({ type: 'empty' });
  const document = errorDocument(body);
  if (document === undefined) return ok({ type: 'stix', body });
  const reason = clean(text(document.message) ?? 'no reason given', 200);
  return err({
    reason: 'threatvision-answer',
    operation,
    url: `${link.origin}${link.pathname}`,
    message: `the response has success: false (${reason})`,
  });
}
