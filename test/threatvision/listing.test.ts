import t from 'tap';

import type { HttpResponse } from '../../src/http/index.js';
import { ok, singleLine } from '../../src/lib/index.js';
import { listAll, listNewest, type ListQuery } from '../../src/threatvision/listing.js';

const query: ListQuery = {
  kind: 'bundles',
  from: 0,
  base: new URL('https://api.example/'),
  now: 1000,
  clean: singleLine,
};
const limits = { pages: 10, entries: 1000, bytes: 100_000 };

function sourceOf(pageAt: (offset: number) => readonly unknown[]) {
  const requests: URL[] = [];
  return {
    requests,
    get(url: URL) {
      requests.push(url);
      const ioc_bundles = pageAt(Number(url.searchParams.get('offset')));
      const body = Buffer.from(JSON.stringify({ success: true, ioc_bundles }));
      const response: HttpResponse = { status: 200, headers: {}, body };
      return Promise.resolve(ok(response));
    },
  };
}

const page = (offset: number, length: number): readonly unknown[] =>
  Array.from({ length }, (_, index) => ({ id: offset + index, created_at: 1 }));

t.test('a list that never ends is a failure that names the limit', async (t) => {
  for (const [pageAt, message] of [
    [(offset: number) => page(offset, 10), 'the list does not end within 10 pages'],
    [() => [null], 'the list does not end within 10 pages'],
    [(offset: number) => page(offset, 500), 'the list does not end within 1000 entries'],
    [() => [{ id: 'x'.repeat(60_000) }], 'the list does not end within 100000 bytes'],
  ] as const) {
    const expected = { ok: false, failure: { reason: 'threatvision-answer', message } };
    const all = sourceOf(pageAt);
    t.match(await listAll(all.get, query, limits), expected);
    t.ok(all.requests.length <= 15, `${all.requests.length} requests`);
    const newest = sourceOf(pageAt);
    t.match(await listNewest(newest.get, query, 5000, limits), expected);
    t.ok(newest.requests.length <= 15, `${newest.requests.length} requests`);
  }
});

t.test('a page of 150,000 entries is read', async (t) => {
  const { get } = sourceOf((offset) => (offset === 0 ? page(0, 150_000) : page(149_999, 1)));
  const listing = await listAll(get, query);
  t.equal(listing.ok && listing.value.entries.length, 150_000);
});

t.test('entries that cannot be read are counted, and only the first ones are named', async (t) => {
  const hostile = [null, 7, 'x', [], {}, { id: 'lone \ud800' }, { id: 'x'.repeat(501) }];
  const whole = [...page(0, 5), ...Array.from({ length: 100 }, () => hostile).flat()];
  const { get } = sourceOf((offset) => whole.slice(offset));
  for (const listing of [await listAll(get, query), await listNewest(get, query, 5)]) {
    t.equal(listing.ok && listing.value.entries.length, 5);
    t.equal(listing.ok && listing.value.unreadable.length, 21);
    t.match(listing.ok && listing.value.unreadable.at(-1), '680 more entries of the list of bundles');
    t.ok(listing.ok && listing.value.unreadable.every((message) => message.length < 200));
  }
});
