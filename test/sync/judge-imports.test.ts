import t from 'tap';

import type { WorkSummary } from '../../src/opencti/index.js';
import { type ImportingWork, type Imports, noImports } from '../../src/state/index.js';
import { judgeImports, type Judgement, type Reading } from '../../src/sync/judge-imports.js';

const now = 1_760_000_000;
const work = (fields: Partial<ImportingWork> = {}): ImportingWork => ({
  name: 'W',
  kind: 'reports',
  items: { a: 10 },
  objects: 10,
  at: now - 3600,
  ...fields,
});
const seen = (fields: Partial<WorkSummary> = {}): WorkSummary => ({
  id: 'w',
  name: 'W',
  status: 'progress',
  expected: 10,
  processed: 0,
  errors: [],
  ...fields,
});
const remembered = (fields: Partial<Imports> = {}): Imports => ({
  ...noImports,
  works: { w: work() },
  ...fields,
});
const judge = (
  imports: Imports,
  works: readonly WorkSummary[],
  reading: Partial<Reading> = {},
  at = now,
): Judgement => judgeImports(imports, { works, isGone: () => true, queueIsEmpty: true, ...reading }, at);

const fateOf = ({ imports, lost }: Judgement): string =>
  lost.length > 0 ? 'lost' : Object.keys(imports.works).length > 0 ? 'open' : 'imported';

for (const [name, stored, found, queueIsEmpty, fate] of [
  ['all processed', {}, { processed: 10 }, true, 'imported'],
  ['all processed, other bundles wait', {}, { processed: 10 }, false, 'imported'],
  ['fewer expected than pushed, all processed', {}, { expected: 8, processed: 8 }, true, 'imported'],
  ['the same while bundles wait', {}, { expected: 8, processed: 8 }, false, 'open'],
  ['some processed, the first reading', {}, { processed: 4 }, true, 'open'],
  ['progress since', { processed: 3, stalled: 1 }, { processed: 4 }, true, 'open'],
  ['no progress, but messages wait', { processed: 4, stalled: 1 }, { processed: 4 }, false, 'open'],
  ['no progress and nothing waits', { processed: 4, stalled: 1 }, { processed: 4 }, true, 'lost'],
  [
    'completed by housekeeping',
    { processed: 4, stalled: 1 },
    { processed: 4, status: 'complete' },
    true,
    'lost',
  ],
  [
    'nothing expected, the message was lost',
    { processed: 0, stalled: 1 },
    { expected: 0, processed: 0 },
    true,
    'lost',
  ],
  [
    'completed as 1 of 1 without an expectation',
    { processed: 1, stalled: 1 },
    { expected: 1, processed: 1, status: 'complete' },
    true,
    'lost',
  ],
] as const) {
  t.test(name, (t) => {
    const imports = remembered({ works: { w: work(stored) } });
    t.equal(fateOf(judge(imports, [seen(found)], { queueIsEmpty })), fate);
    t.end();
  });
}

t.test('messages that wait restart the count of stalls', (t) => {
  let { imports } = judge(remembered(), [seen({ processed: 4 })]);
  t.match(imports.works.w, { processed: 4, stalled: 1 });
  ({ imports } = judge(imports, [seen({ processed: 4 })], { queueIsEmpty: false }));
  t.match(imports.works.w, { stalled: 0 });
  t.equal(fateOf(judge(imports, [seen({ processed: 4 })])), 'open');
  t.end();
});

t.test('a work that the platform does not have any more is lost; one that is not listed is not', (t) => {
  t.strictSame(judge(remembered(), []).lost, [
    { kind: 'reports', work: 'W', items: { a: 10 }, lostAgain: [] },
  ]);
  t.equal(fateOf(judge(remembered(), [], { isGone: () => false })), 'open');
  t.equal(fateOf(judge(remembered(), [], {}, now + 7 * 86_400)), 'imported', 'removed by its age');
  t.end();
});

t.test('an item is delivered again once; a second loss is named until its import', (t) => {
  const first = judge(remembered(), []);
  t.strictSame(first.imports.again.reports, { a: now });
  const second = judge({ ...first.imports, works: { w: work({ items: { a: 10, b: 20 } }) } }, []);
  t.strictSame(second.lost, [{ kind: 'reports', work: 'W', items: { b: 20 }, lostAgain: ['a'] }]);
  t.match(second.imports.refused, [{ item: 'a', message: /second time/ }]);
  t.strictSame(second.refused, [], 'it has a message of its own');
  const imported = judge({ ...second.imports, works: { x: work({ name: 'X' }) } }, [
    seen({ id: 'x', processed: 10 }),
  ]);
  t.strictSame(imported.imports.refused, []);
  t.strictSame(imported.imports.again.reports, { b: now });
  t.end();
});

t.test('two works of one item are one loss', (t) => {
  const both = remembered({ works: { w: work(), x: work({ name: 'X' }) } });
  t.strictSame(
    judge(both, []).lost.map(({ work, items }) => [work, items]),
    [['W', { a: 10 }]],
  );
  const { imports } = judge({ ...both, again: { reports: { a: 1 + now }, bundles: {} } }, [
    seen({ processed: 10 }),
    seen({ id: 'x', processed: 3 }),
  ]);
  t.strictSame(imports.again.reports, { a: 1 + now }, 'the mark stays until all parts are imported');
  t.end();
});

t.test('the items of a work with refused objects are noted with the version that converted them', (t) => {
  const error = { about: 'object', message: 'no', objectId: 'tool--1' } as const;
  const done = (errors: WorkSummary['errors'] = [error]): WorkSummary => seen({ processed: 10, errors });
  const by = (fields: Partial<ImportingWork>): Imports =>
    remembered({ works: { w: work({ version: '1.0.0', ...fields }) } });
  t.strictSame(judge(by({}), [seen({ processed: 5, errors: [error] })]).imports.partial.reports, {}, 'open');
  const noted = judge(by({ items: { a: 10, b: 20 }, reported: 1 }), [done()]).imports;
  t.strictSame(noted.partial.reports, {
    a: { date: 10, version: '1.0.0', at: now },
    b: { date: 20, version: '1.0.0', at: now },
  });
  t.strictSame(judge(remembered(), [done()]).imports.partial.reports, { a: { date: 10, at: now } });
  t.strictSame(judge(by({}), [done([{ about: 'run', message: 'closed' }])]).imports.partial.reports, {});
  const later = { ...noted, works: { w: work({ name: 'X' }) } };
  t.strictSame(Object.keys(judge(later, [done([])]).imports.partial.reports), ['b'], 'a was imported');
  t.strictSame(judge({ ...noted, works: {} }, [], {}, now + 30 * 86_400).imports.partial.reports, {});
  const many = (count: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, at]));
  const partialOf = (imports: Imports): readonly string[] =>
    Object.keys(judge(imports, [done()]).imports.partial.reports);
  t.equal(partialOf(by({ items: many(101) })).length, 0, 'any of them could be the refused one');
  const full = partialOf({ ...by({ items: many(100) }), partial: noted.partial });
  t.equal(full.length, 100);
  t.notOk(full.includes('a'), 'the oldest ones are forgotten');
  t.end();
});

t.test('each refused object is reported once, of unfinished works, too', (t) => {
  const error = { about: 'object', message: 'no', objectId: 'tool--1', objectName: 'T' } as const;
  const closed = { about: 'run', message: 'closed' } as const;
  const first = judge(remembered(), [seen({ processed: 5, errors: [error, closed] })]);
  t.strictSame(first.refused, [
    { kind: 'reports', work: 'W', at: now, item: 'a', message: 'no', objectId: 'tool--1', objectName: 'T' },
  ]);
  const more = { ...error, objectId: 'tool--2' };
  const second = judge(first.imports, [seen({ processed: 10, errors: [error, closed, more] })]);
  t.strictSame(
    second.refused.map(({ objectId }) => objectId),
    ['tool--2'],
  );
  t.equal(second.imports.refused.length, 2);
  t.strictSame(second.imports.works, {});
  const later = judge(second.imports, [], {}, now + 31 * 86_400);
  t.strictSame(later.imports.refused, [], 'forgotten after 30 days');
  t.end();
});

t.test(
  'an object that is refused again with a later delivery stays named, and is not reported again',
  (t) => {
    const error = { about: 'object', message: 'no', objectId: 'tool--1' } as const;
    const found = seen({ processed: 10, errors: [error] });
    const first = judge(remembered(), [found]).imports;
    t.strictSame(
      first.refused.map(({ work }) => work),
      ['W'],
    );
    const again = judge({ ...first, works: { w: work({ name: 'X' }) } }, [found], {}, now + 60);
    t.strictSame(again.refused, []);
    t.strictSame(again.imports.refused, [
      { kind: 'reports', work: 'X', at: now + 60, item: 'a', message: 'no', objectId: 'tool--1' },
    ]);
    const accepted = judge({ ...again.imports, works: { w: work({ name: 'Y' }) } }, [
      seen({ processed: 10 }),
    ]);
    t.strictSame(accepted.imports.refused, []);
    t.end();
  },
);

t.test('refused objects are bounded; those of a work with several items have no item', (t) => {
  const works = { w: work({ items: { a: 1, b: 2 } }), x: work({ items: { a: 1, b: 2 } }) };
  const errors = (prefix: string) =>
    Array.from({ length: 100 }, (_, n) => ({
      about: 'object' as const,
      message: 'no',
      objectId: `${prefix}--${n}`,
    }));
  const { imports, refused } = judge(remembered({ works }), [
    seen({ processed: 10, errors: errors('tool') }),
    seen({ id: 'x', processed: 10, errors: errors('malware') }),
  ]);
  t.equal(refused.length, 200);
  t.equal(imports.refused.length, 100);
  t.equal(imports.refused[0]?.objectId, 'malware--0');
  t.notOk(refused.some(({ item }) => item !== undefined));
  t.end();
});
