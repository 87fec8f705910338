import fc from 'fast-check';
import t from 'tap';

import { ok } from '../../src/lib/index.js';
import { listAllPages } from '../../src/threatvision/paging.js';
import { runs } from '../tools/runs.js';

const identify = (element: unknown): string => String(element);

/** Responses arrive in any order, and the list changes after given requests. */
async function read(
  start: number,
  pageSize: number,
  moves: readonly { readonly after: number; readonly move: (list: number[]) => void }[] = [],
  order: (request: number) => number = () => 0,
): Promise<{ seen: unknown[]; requests: number; list: number[] }> {
  const list = Array.from({ length: start }, (_, n) => start - n);
  let requests = 0;
  const fetchPage = async (offset: number) => {
    const request = ++requests;
    for (let turn = order(request); turn > 0; turn--) await Promise.resolve();
    const page = list.slice(offset, offset + pageSize);
    for (const { after, move } of moves) if (after === request) move(list);
    return ok(page);
  };
  const elements = await listAllPages(fetchPage, identify, 4);
  return { seen: elements.ok ? elements.value : [], requests, list };
}

t.test(
  'an unchanged list needs its pages, a ninth more and a constant; a short one needs two requests',
  async (t) => {
    for (const length of [1, 2, 5, 9]) {
      const { seen, requests } = await read(length, 10);
      t.equal(requests, 2, `${length} items`);
      t.equal(seen.length, length);
    }
    t.equal((await read(0, 10)).requests, 1);
    for (const length of [10, 11, 25, 40, 41, 200, 205]) {
      const { seen, requests } = await read(length, 10);
      t.ok(requests <= Math.ceil(length / 9) + 5, `${length} items: ${requests} requests`);
      t.strictSame(
        seen,
        [...new Set(seen)].sort((a, b) => Number(b) - Number(a)),
      );
      t.equal(seen.length, length);
    }
  },
);

t.test('reads every page size completely', async (t) => {
  for (const pageSize of [1, 2, 3, 7, 10, 50]) {
    const { seen } = await read(33, pageSize);
    t.equal(new Set(seen).size, 33, `pages of ${pageSize}`);
  }
});

t.test('an item deleted between pages hides no other', async (t) => {
  for (const [length, pageSize] of [
    [11, 10],
    [6, 5],
    [25, 10],
    [60, 10],
  ] as const) {
    const { seen, list } = await read(length, pageSize, [{ after: 1, move: (all) => void all.shift() }]);
    for (const one of list) t.ok(seen.includes(one), `${one} of ${length}`);
  }
});

t.test('reads a list that always changes with a bounded number of requests', async (t) => {
  let next = 1000;
  const moves = Array.from({ length: 500 }, (_, n) => ({
    after: n,
    move: (all: number[]) => void all.unshift(next++),
  }));
  const { requests } = await read(40, 10, moves);
  t.ok(requests < 60, `${requests} requests`);
});

t.test('insertions, also late ones, and deletions at any moment lose no item', async (t) => {
  const move = fc.record({
    after: fc.integer({ min: 1, max: 8 }),
    insert: fc.boolean(),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  await t.resolves(
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom(3, 10),
        // One kind of change per listing: see the limits in the docstring of listAllPages.
        fc
          .array(move, { maxLength: 3 })
          .map((moves) => moves.map((one) => ({ ...one, insert: moves[0]?.insert ?? true }))),
        fc.array(fc.nat(6), { minLength: 20, maxLength: 20 }),
        async (length, pageSize, moves, delays) => {
          let added = 1000;
          const during = moves.map(({ after, insert, at }) => ({
            after,
            move(list: number[]) {
              const place = Math.floor(at * list.length);
              if (insert) list.splice(place, 0, added++);
              else list.splice(place, 1);
            },
          }));
          const { seen, list } = await read(length, pageSize, during, (request) => delays[request] ?? 0);
          const had = new Set(seen);
          return list.filter((one) => one < 1000).every((one) => had.has(one));
        },
      ),
      { numRuns: runs(1500) },
    ),
  );
});

t.test(
  'a deletion between two waves skips no item, although both ends of the list look the same',
  async (t) => {
    const { seen, list } = await read(95, 10, [{ after: 5, move: (all) => void all.splice(15, 1) }]);
    const had = new Set(seen);
    t.strictSame(
      list.filter((one) => !had.has(one)),
      [],
    );
  },
);
