import type { HttpClient } from '../http/index.js';
import { type ItemKind, kinds } from '../kinds.js';
import { err, isJsonObject, jsonLimits, type JsonLimits, ok, parseJson, type Result } from '../lib/index.js';
import { parseEntry } from './entry.js';
import { type FetchPage, listAllPages, type Page } from './paging.js';
import { text } from './parse.js';
import type { AuthorizedGet } from './request.js';
import type { Entry, ThreatVisionFailure } from './types.js';

type Answer<T> = Promise<Result<T, ThreatVisionFailure>>;

export interface Listing {
  /** Newest first, each id once. */
  readonly entries: readonly Entry[];
  /** Messages about unreadable elements, at most `maxNamed` and one about the number of the others. */
  readonly unreadable: readonly string[];
}

const pageMaxBytes = 10 * 1024 * 1024;
const parallelPages = 4;

/** Limits of one listing over all of its passes (docs/operations.md#limits). */
export interface ListLimits {
  readonly pages: number;
  readonly entries: number;
  readonly bytes: number;
}

export const listLimits: ListLimits = { pages: 20_000, entries: 300_000, bytes: 128 * 1024 * 1024 };

export interface ListQuery {
  readonly kind: ItemKind;
  /** Unix seconds: nothing older is returned. */
  readonly from: number;
  readonly base: URL;
  /** Unix seconds: the date of a first entry without one. */
  readonly now: number;
  /** Makes a text of a response safe to store and print. */
  readonly clean: HttpClient['outsideText'];
  readonly signal?: AbortSignal | undefined;
}

export async function listAll(get: AuthorizedGet, query: ListQuery, limits = listLimits): Answer<Listing> {
  const { idField } = kinds[query.kind];
  const keyOf = (element: unknown): string => (isJsonObject(element) ? (text(element[idField]) ?? '') : '');
  const elements = await listAllPages(createPages(get, query, limits), keyOf, parallelPages);
  if (!elements.ok) return elements;
  const collected = createCollector(query);
  collected.add(elements.value);
  return ok(collected.listing());
}

export async function listNewest(
  get: AuthorizedGet,
  query: ListQuery,
  limit: number,
  limits = listLimits,
): Answer<Listing> {
  const fetchPage = createPages(get, query, limits);
  const collected = createCollector(query);
  // Unreadable elements do not count.
  for (let offset = 0, readable = 0; readable < limit;) {
    const page = await fetchPage(offset);
    if (!page.ok) return page;
    if (page.value.length === 0) break;
    offset += page.value.length;
    readable += collected.add(page.value);
  }
  const { entries, unreadable } = collected.listing();
  return ok({ entries: entries.slice(0, limit), unreadable });
}

/** Fetches pages within the limits; an empty array ends the list (docs/threatvision-api.md#lists). */
export function createPages(
  get: AuthorizedGet,
  { kind, from, base, signal, clean }: ListQuery,
  limits = listLimits,
): FetchPage<ThreatVisionFailure> {
  const { listPath, listKey } = kinds[kind];
  const operation = `listing ${kind}`;
  const read = { pages: 0, entries: 0, bytes: 0 };
  return async (offset) => {
    const url = new URL(listPath, base);
    url.searchParams.set('offset', String(offset));
    // Whether `date[from]` is inclusive is unknown, so the dates are compared here.
    url.searchParams.set('date[from]', String(Math.max(0, from - 1)));
    const isUsable = (body: Buffer): boolean => readPage(body, listKey, clean).ok;
    const answer = await get(url, operation, pageMaxBytes, { signal, isUsable });
    if (!answer.ok) return err(asListFailure(answer.failure, kind));
    const { body } = answer.value;
    read.pages += 1;
    read.bytes += body.length;
    const page = readPage(body, listKey, clean);
    if (page.ok) read.entries += page.value.length;
    const usable = page.ok ? withinLimits(page.value, read, limits) : page;
    if (usable.ok) return usable;
    const address = `${url.origin}${url.pathname}`;
    return err({ reason: 'threatvision-answer', operation, url: address, message: usable.failure });
  };
}

/** Without a limit of depth, which `./entry.ts` checks by entry. */
const pageLimits: JsonLimits = { ...jsonLimits, depth: Infinity };

/** The elements of a page, or as a message why it has none. */
function readPage(body: Buffer, listKey: string, clean: ListQuery['clean']): Result<Page, string> {
  const parsed = parseJson(body, pageLimits);
  if (!parsed.ok) return err(`the response ${parsed.failure.message}`);
  const fields = isJsonObject(parsed.value) ? parsed.value : {};
  const elements = fields[listKey];
  if (fields.success === true && Array.isArray(elements)) return ok(elements);
  if (fields.success === true) return err(`the response has no list "${listKey}"`);
  const reason = text(fields.message);
  return err(`the response lacks success: true${reason === undefined ? '' : ` (${clean(reason, 200)})`}`);
}

function withinLimits(page: Page, read: ListLimits, limits: ListLimits): Result<Page, string> {
  const name = (['pages', 'entries', 'bytes'] as const).find((one) => read[one] > limits[one]);
  return name === undefined ? ok(page) : err(`the list does not end within ${limits[name]} ${name}`);
}

/** A forbidden or missing list, unlike a single item, means a wrong account or address. */
function asListFailure(failure: ThreatVisionFailure, kind: ItemKind): ThreatVisionFailure {
  if (failure.reason === 'threatvision-not-entitled') {
    const message = `${failure.url} returned HTTP ${failure.status}: the account has no access to the list of ${kind}`;
    return { reason: 'threatvision-credentials', operation: failure.operation, message };
  }
  if (failure.reason === 'threatvision-missing') {
    const message = `HTTP ${failure.status}, which does not look like ThreatVision`;
    return { reason: 'threatvision-answer', operation: failure.operation, url: failure.url, message };
  }
  return failure;
}

/** Unreadable elements that are reported one by one. */
const maxNamed = 20;

/** Keeps the order of the list; an entry that occurs again replaces the earlier one. */
function createCollector({ kind, from, base, now }: ListQuery) {
  const entries = new Map<string, Entry>();
  const unreadable: string[] = [];
  let unnamed = 0;
  let neighbor = now;
  return {
    add(elements: readonly unknown[]): number {
      let readable = 0;
      for (const raw of elements) {
        const entry = parseEntry(kind, raw, base, neighbor);
        if (entry.kind === 'unreadable') {
          if (unreadable.length < maxNamed) unreadable.push(entry.message);
          else unnamed += 1;
          continue;
        }
        readable += 1;
        neighbor = entry.date;
        // A later pass over a changing list has the newer version of an entry: the last one stays.
        if (entry.date >= from) entries.set(entry.id, entry);
      }
      return readable;
    },
    listing: (): Listing => ({
      entries: [...entries.values()].sort((a, b) => b.date - a.date),
      unreadable:
        unnamed === 0
          ? unreadable
          : [...unreadable, `${unnamed} more entries of the list of ${kind} cannot be read`],
    }),
  };
}
