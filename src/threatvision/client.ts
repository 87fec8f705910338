import type { HttpClient } from '../http/index.js';
import { err, ok, type Result } from '../lib/index.js';
import { isFields, parseJson, text } from './answer.js';
import { parseEntry } from './entry.js';
import { fetchPage, listAll, type Listing, listNewest, type ListQuery } from './listing.js';
import { createTokenSource, type Credentials, type Token, type TokenCache } from './oauth.js';
import { createAuthorizedGet } from './request.js';
import type { Entry, Kind, ThreatVisionFailure } from './types.js';

type Answer<T> = Promise<Result<T, ThreatVisionFailure>>;

/** The parsed STIX of an item and the size it had; `empty` where the answer had no content. */
export type StixDownload =
  { readonly type: 'json'; readonly value: unknown; readonly bytes: number } | { readonly type: 'empty' };

export interface ThreatVision {
  /** A token that works, for `auth`: renewed when the cached one is near its end. */
  authenticate(): Answer<Token>;
  /** Everything dated `from` (unix seconds) or later, however the list moves meanwhile. */
  list(kind: Kind, from: number): Answer<Listing>;
  /** The newest entries dated `from` (unix seconds) or later, at most `limit`. */
  newest(kind: Kind, limit: number, from: number): Answer<Listing>;
  downloadStix(entry: Entry): Answer<StixDownload>;
  /** Any link of an entry as it comes, e.g. its PDF. `operation` is what the messages say was being done. */
  download(url: URL, operation: string, maxBytes: number): Answer<Buffer>;
  /** Reads an entry's own object again that an earlier run remembered (`Entry.raw`). */
  recall(kind: Kind, raw: unknown, date: number): Entry | undefined;
  /** One cheap call: does the API answer at all? Tells an outage from a bad item. */
  probe(kind: Kind): Answer<void>;
}

const stixMaxBytes = 64 * 1024 * 1024;

/**
 * The ThreatVision API (threatvision-api, "Certain").
 * @param options.http a client whose origin is that of `base`
 * @param options.base the API's base URL; a path prefix is kept
 */
export function createThreatVision(options: {
  readonly http: HttpClient;
  readonly base: URL;
  readonly credentials: Credentials;
  readonly tokenCache?: TokenCache | undefined;
  readonly now?: () => number;
}): ThreatVision {
  const { http, credentials, tokenCache, now = Date.now } = options;
  const base = new URL(options.base.href.replace(/\/*$/, '/'));
  const cache = tokenCache === undefined ? {} : { cache: tokenCache };
  const tokens = createTokenSource({ http, base, credentials, now, ...cache });
  const get = createAuthorizedGet(http, tokens, base);
  const seconds = (): number => Math.floor(now() / 1000);
  const query = (kind: Kind, from: number): ListQuery => ({ kind, from, base, now: seconds() });

  return {
    authenticate: () => tokens.get(),
    list: (kind, from) => listAll(get, query(kind, from)),
    newest: (kind, limit, from) => listNewest(get, query(kind, from), limit),
    async downloadStix(entry) {
      const operation = `downloading the STIX of ${entry.id}`;
      const answer = await get(entry.stixUrl, operation, stixMaxBytes);
      return answer.ok ? readStix(answer.value.body, operation, entry.stixUrl) : answer;
    },
    async download(url, operation, maxBytes) {
      const answer = await get(url, operation, maxBytes);
      return answer.ok ? ok(answer.value.body) : answer;
    },
    recall(kind, raw, date) {
      const entry = parseEntry(kind, raw, base, date);
      return entry.kind === 'unreadable' ? undefined : entry;
    },
    async probe(kind) {
      const answer = await fetchPage(get, query(kind, seconds()), 0);
      return answer.ok ? ok(undefined) : answer;
    },
  };
}

function readStix(body: Buffer, operation: string, link: URL): Result<StixDownload, ThreatVisionFailure> {
  if (body.toString('latin1', 0, 1024).trim() === '') return ok({ type: 'empty' });
  const value = parseJson(body);
  const url = `${link.origin}${link.pathname}`;
  if (value === undefined) {
    return err({ reason: 'threatvision-answer', operation, url, message: 'the answer is not JSON' });
  }
  if (isFields(value) && value.success === false) {
    const said = text(value.message)?.slice(0, 200) ?? 'no reason given';
    return err({
      reason: 'threatvision-answer',
      operation,
      url,
      message: `the answer says success: false (${said})`,
    });
  }
  return ok({ type: 'json', value, bytes: body.length });
}
