import t from 'tap';

import { malware, malwareId, intrusionSet, intrusionSetId, sent } from '../convert/convert-source.js';
import { caseObjects } from './case-objects.js';

function nested(objects: readonly unknown[], depth: number): readonly unknown[] {
  let inner = objects;
  for (let level = 0; level < depth; level += 1)
    inner = [{ type: 'bundle', id: 'bundle--1', objects: inner }];
  return inner;
}

t.test('case F17: the objects of a bundle inside a bundle arrive', (t) => {
  const { byId, codes } = sent(caseObjects('F17-nested-bundle'));
  t.match(byId.get('malware--00000000-0000-4000-8000-000000000001'), { name: 'Example Malware 1' });
  t.same(codes, []);
  t.end();
});

t.test('bundles are opened at every depth up to 32, whatever is beside them', (t) => {
  const { byId, codes } = sent([...nested([malware, ...nested([intrusionSet], 31)], 1), null]);
  t.ok(byId.has(malwareId));
  t.ok(byId.has(intrusionSetId));
  t.same(codes, ['dropped-null']);
  t.end();
});

t.test('a note names the limit beyond which bundles are removed', (t) => {
  for (const depth of [33, 10_000]) {
    const { byId, conversion } = sent([intrusionSet, ...nested([malware], depth)]);
    t.notOk(byId.has(malwareId));
    t.ok(byId.has(intrusionSetId));
    t.same(
      conversion.notes.map(({ message }) => message),
      ['Removed a bundle inside 32 other bundles: only 32 are opened.'],
    );
  }
  t.end();
});

t.test('a bundle without a list of objects is removed with a note', (t) => {
  const { codes } = sent([malware, { type: 'bundle', id: 'bundle--1', objects: 7 }]);
  t.same(codes, ['dropped-type bundle--1']);
  t.end();
});
