import { type ItemKind, kinds } from '../kinds.js';
import { err, isJsonObject, ok, parseJsonObject, type Result } from '../lib/index.js';
import { parseEntry } from './entry.js';
import { listAllPages } from './paging.js';
import { text } from './parse.js';
import type { AuthorizedGet } from './request.js';
import type { Entry, ThreatVisionFailure } from './types.js';

type Answer<T> = Promise<Result<T, ThreatVisionFailure>>;

export interface Listing {
  /** Newest first, each id once. */
  readonly entries: readonly Entry[];
  /** One message for each element that cannot be read as an entry. */
  readonly unreadable: readonly string[];
}

const listMaxBytes = 10 * 1024 * 1024;
/** Pages requested at the same time, per kind. */
const parallelPages = 4;

export interface ListQuery {
  readonly kind: ItemKind;
  /** Unix seconds: nothing older is returned. */
  readonly from: number;
  readonly base: URL;
  /** Unix seconds: the date of a first entry without one. */
  readonly now: number;
}

/** Lists everything dated `from` or later, also if items are inserted or removed meanwhile. */
export async function listAll(get: AuthorizedGet, query: ListQuery): Answer<Listing> {
  const { idField } = kinds[query.kind];
  const keyOf = (element: unknown): string => (isJsonObject(element) ? (text(element[idField]) ?? '') : '');
  const elements = await listAllPages((offset) => fetchPage(get, query, offset), keyOf, parallelPages);
  return elements.ok ? ok(parseElements(elements.value, query)) : elements;
}

/** Lists the newest entries, at most `limit`. */
export async function listNewest(get: AuthorizedGet, query: ListQuery, limit: number): Answer<Listing> {
  const elements: unknown[] = [];
  let listing = parseElements(elements, query);
  // Unreadable elements do not count.
  while (elements.length - listing.unreadable.length < limit) {
    const page = await fetchPage(get, query, elements.length);
    if (!page.ok) return page;
    if (page.value.length === 0) break;
    for (const element of page.value) elements.push(element);
    listing = parseElements(elements, query);
  }
  return ok({ ...listing, entries: listing.entries.slice(0, limit) });
}

/** Fetches one page: `success` must be true, and an empty array ends the list (docs/threatvision-api.md#lists). */
export async function fetchPage(
  get: AuthorizedGet,
  { kind, from, base }: ListQuery,
  offset: number,
): Answer<readonly unknown[]> {
  const { listPath, listKey } = kinds[kind];
  const operation = `listing ${kind}`;
  const url = new URL(listPath, base);
  url.searchParams.set('offset', String(offset));
  // Whether `date[from]` is inclusive is unknown, so the dates are compared here.
  url.searchParams.set('date[from]', String(Math.max(0, from - 1)));
  const answer = await get(url, operation, listMaxBytes);
  if (!answer.ok) return err(asListFailure(answer.failure, kind));
  const fields = parseJsonObject(answer.value.body.toString('utf8'));
  const elements = fields?.[listKey];
  if (fields?.success === true && Array.isArray(elements)) return ok(elements);

  const reason = text(fields?.message)?.slice(0, 200);
  const message =
    fields === undefined
      ? 'the response is not JSON'
      : fields.success === true
        ? `the response has no list "${listKey}"`
        : `the response lacks success: true${reason === undefined ? '' : ` (${reason})`}`;
  return err({ reason: 'threatvision-answer', operation, url: `${url.origin}${url.pathname}`, message });
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

function parseElements(elements: readonly unknown[], { kind, from, base, now }: ListQuery): Listing {
  const entries = new Map<string, Entry>();
  const unreadable: string[] = [];
  let neighbor = now;
  for (const raw of elements) {
    const entry = parseEntry(kind, raw, base, neighbor);
    if (entry.kind === 'unreadable') {
      unreadable.push(entry.message);
      continue;
    }
    neighbor = entry.date;
    // A later pass over a changing list has the newer version of an entry: the last one stays.
    if (entry.date >= from) entries.set(entry.id, entry);
  }
  return { entries: [...entries.values()].sort((a, b) => b.date - a.date), unreadable };
}
