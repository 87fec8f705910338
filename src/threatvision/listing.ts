import { err, ok, type Result } from '../lib/index.js';
import { isFields, parseObject, text } from './answer.js';
import { parseEntry, resources } from './entry.js';
import { readMovingList } from './paging.js';
import type { AuthorizedGet } from './request.js';
import type { Entry, Kind, ThreatVisionFailure } from './types.js';

type Answer<T> = Promise<Result<T, ThreatVisionFailure>>;

export interface Listing {
  /** Newest first, each id once. */
  readonly entries: readonly Entry[];
  /** Elements that could not be read as an entry, in words. */
  readonly unreadable: readonly string[];
}

const listMaxBytes = 10 * 1024 * 1024;
/** Pages under way at once, per kind. */
const pagesAtOnce = 4;

export interface ListQuery {
  readonly kind: Kind;
  /** Unix seconds: nothing older is answered. */
  readonly from: number;
  readonly base: URL;
  /** Unix seconds, the date of a first entry that has none. */
  readonly now: number;
}

/** Everything dated `from` or later, however the list moves meanwhile. */
export async function listAll(get: AuthorizedGet, query: ListQuery): Answer<Listing> {
  const { idField } = resources[query.kind];
  const identify = (element: unknown): string => (isFields(element) ? (text(element[idField]) ?? '') : '');
  const elements = await readMovingList((offset) => fetchPage(get, query, offset), identify, pagesAtOnce);
  return elements.ok ? ok(readable(elements.value, query)) : elements;
}

/** The newest entries, at most `limit`: as many pages as that takes. */
export async function listNewest(get: AuthorizedGet, query: ListQuery, limit: number): Answer<Listing> {
  const elements: unknown[] = [];
  let listing = readable(elements, query);
  // Elements that cannot be read do not count: others stand behind them.
  while (elements.length - listing.unreadable.length < limit) {
    const page = await fetchPage(get, query, elements.length);
    if (!page.ok) return page;
    if (page.value.length === 0) break;
    elements.push(...page.value);
    listing = readable(elements, query);
  }
  return ok({ ...listing, entries: listing.entries.slice(0, limit) });
}

/** One page as the server sent it: `success` must be true, an empty array ends the list. */
export async function fetchPage(
  get: AuthorizedGet,
  { kind, from, base }: ListQuery,
  offset: number,
): Answer<readonly unknown[]> {
  const { path, key } = resources[kind];
  const operation = `listing ${kind}`;
  const url = new URL(path, base);
  url.searchParams.set('offset', String(offset));
  // Whether `date[from]` is inclusive is unknown: ask for a second more, dates are compared here.
  url.searchParams.set('date[from]', String(Math.max(0, from - 1)));
  const answer = await get(url, operation, listMaxBytes);
  if (!answer.ok) return err(asListFailure(answer.failure, kind));
  const fields = parseObject(answer.value.body);
  const elements = fields?.[key];
  if (fields?.success === true && Array.isArray(elements)) return ok(elements);

  const said = text(fields?.message)?.slice(0, 200);
  const message =
    fields === undefined
      ? 'the answer is not JSON'
      : fields.success === true
        ? `the answer has no list "${key}"`
        : `the answer does not say success: true${said === undefined ? '' : ` (${said})`}`;
  return err({ reason: 'threatvision-answer', operation, url: `${url.origin}${url.pathname}`, message });
}

/** A list is not an item: what is forbidden or missing here is the account's or the address's affair. */
function asListFailure(failure: ThreatVisionFailure, kind: Kind): ThreatVisionFailure {
  if (failure.reason === 'threatvision-not-entitled') {
    const message = `${failure.url} answers HTTP 403: the account may not list ${kind}`;
    return { reason: 'threatvision-credentials', operation: failure.operation, message };
  }
  if (failure.reason === 'threatvision-missing') {
    const message = 'HTTP 404, which does not look like ThreatVision';
    return { reason: 'threatvision-answer', operation: failure.operation, url: failure.url, message };
  }
  return failure;
}

function readable(elements: readonly unknown[], { kind, from, base, now }: ListQuery): Listing {
  const entries = new Map<string, Entry>();
  const unreadable: string[] = [];
  let neighbour = now;
  for (const raw of elements) {
    const entry = parseEntry(kind, raw, base, neighbour);
    if (entry.kind === 'unreadable') {
      unreadable.push(entry.message);
      continue;
    }
    neighbour = entry.date;
    // A later pass over a moving list saw the newer version of an entry: the last one stays.
    if (entry.date >= from) entries.set(entry.id, entry);
  }
  return { entries: [...entries.values()].sort((a, b) => b.date - a.date), unreadable };
}
