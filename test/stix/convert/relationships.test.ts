import t from 'tap';
import { nearestType } from '../../../src/stix/relationships/retype.js';
import {
  address,
  addressId,
  indicator,
  indicatorId,
  intrusionSet,
  intrusionSetId,
  malware,
  malwareId,
  owned,
  relationship,
  sent,
} from './convert-source.js';

const sentRelationship = (type: string, source: string, target: string, more: object = {}) => {
  const own = relationship(type, source, target);
  const { byId, codes } = sent([malware, intrusionSet, indicator, address, { ...own, ...more }]);
  return { own, result: byId.get(own.id), codes };
};

t.test('keeps an allowed relationship', (t) => {
  const { own, result, codes } = sentRelationship('based-on', indicatorId, addressId);
  t.same(result, { ...own, ...owned });
  t.same(codes, []);
  t.end();
});

t.test(
  'replaces a relationship type that is not allowed by the closest one, and keeps the original in the description',
  (t) => {
    const { own, result, codes } = sentRelationship('uses', indicatorId, malwareId, { description: 'Seen.' });
    t.same(result, {
      ...own,
      ...owned,
      relationship_type: 'indicates',
      description: 'Seen.\n\nRelationship in the source: Indicator uses Malware',
    });
    t.same(codes, [`retyped-relationship ${own.id}`]);
    t.end();
  },
);

t.test('swaps the ends if only the other direction is allowed', (t) => {
  const { own, result, codes } = sentRelationship('indicates', malwareId, indicatorId);
  t.same(result, {
    ...own,
    ...owned,
    source_ref: indicatorId,
    target_ref: malwareId,
    description: 'Relationship in the source: Malware indicates Indicator',
  });
  t.same(codes, [`reversed-relationship ${own.id}`]);
  t.end();
});

t.test('falls back to related-to', (t) => {
  const { own, result } = sentRelationship('hacks', intrusionSetId, addressId);
  t.same(result, {
    ...own,
    ...owned,
    relationship_type: 'related-to',
    description: 'Relationship in the source: Intrusion-Set hacks IPv4-Addr',
  });
  t.end();
});

t.test('ignores case and spaces of the relationship type', (t) => {
  const { own, result, codes } = sentRelationship('Based On', indicatorId, addressId);
  t.same(result, { ...own, ...owned, relationship_type: 'based-on' });
  t.same(codes, []);
  t.end();
});

t.test('removes a relationship of an object with itself', (t) => {
  const { own, result, codes } = sentRelationship('variant-of', malwareId, malwareId);
  t.equal(result, undefined);
  t.same(codes, [`dropped-relationship ${own.id}`]);
  t.end();
});

const pairs: readonly (readonly [
  source: string,
  word: string,
  target: string,
  type: string,
  reversed: boolean,
])[] = [
  ['Indicator', 'uses', 'Attack-Pattern', 'indicates', false],
  ['Malware', 'attributed-to', 'Intrusion-Set', 'authored-by', false],
  ['Intrusion-Set', 'located-at', 'Country', 'originates-from', false],
  ['Threat-Actor-Group', 'originates-from', 'Country', 'located-at', false],
  ['Malware', 'communicates-with', 'Infrastructure', 'beacons-to', false],
  ['IPv4-Addr', 'resolves-to', 'Domain-Name', 'resolves-to', true],
  ['Malware', 'used-by', 'Intrusion-Set', 'uses', true],
  ['Vulnerability', 'targeted-by', 'Campaign', 'targets', true],
  ['Organization', 'uses', 'Malware', 'related-to', false],
  ['Report', 'attributed-to', 'Intrusion-Set', 'related-to', false],
  ['Malware', 'revoked-by', 'Tool', 'revoked-by', false],
  ['Indicator', 'indicates', 'uses', 'indicates', false],
  ['Malware', 'constructor', 'Tool', 'related-to', false],
];
for (const [source, word, target, type, reversed] of pairs) {
  t.test(`sends ${source} ${word} ${target} as ${type}${reversed ? ', with swapped ends' : ''}`, (t) => {
    t.same(nearestType(source, word, target), { type, reversed });
    t.end();
  });
}
