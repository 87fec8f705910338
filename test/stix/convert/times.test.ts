import t from 'tap';
import { normalTimestamp, timestampOfUnix } from '../../../src/stix/values/timestamp.js';
import {
  indicator,
  indicatorId,
  intrusionSetId,
  malware,
  malwareId,
  relationship,
  sent,
} from './convert-source.js';

const forms: readonly (readonly [given: string, normal: string | undefined])[] = [
  ['2024-01-15T10:30:00.000Z', '2024-01-15T10:30:00.000Z'],
  ['2024-01-15T10:30:00Z', '2024-01-15T10:30:00.000Z'],
  ['2024-01-15T10:30:00.678901Z', '2024-01-15T10:30:00.678Z'],
  ['2024-01-15T10:30:00.5Z', '2024-01-15T10:30:00.500Z'],
  ['2024-01-15T10:30:00+08:00', '2024-01-15T02:30:00.000Z'],
  ['2024-01-15T23:30:00.123-0130', '2024-01-16T01:00:00.123Z'],
  ['2024-01-15 10:30:00', '2024-01-15T10:30:00.000Z'],
  ['2024-01-15', '2024-01-15T00:00:00.000Z'],
  ['2024-01-31T10:30:00.000Z', '2024-01-31T10:30:00.000Z'],
  ['2024-02-29T10:30:00.000Z', '2024-02-29T10:30:00.000Z'],
  ['2023-02-29T10:30:00.000Z', undefined],
  ['2024-04-31T10:30:00.000Z', undefined],
  ['2024-02-30', undefined],
  ['2024-13-01T00:00:00Z', undefined],
  ['2024-01-15T25:00:00Z', undefined],
  ['yesterday', undefined],
  ['', undefined],
];
for (const [given, normal] of forms) {
  t.test(`the time "${given}" is ${normal ?? 'invalid'}`, (t) => {
    t.equal(normalTimestamp(given), normal);
    t.end();
  });
}

t.test('converts unix seconds to a timestamp, and invalid ones to the epoch', (t) => {
  t.equal(timestampOfUnix(1_705_314_600.9), '2024-01-15T10:30:00.000Z');
  for (const senseless of [Number.NaN, -1, Infinity, 1e15])
    t.equal(timestampOfUnix(senseless), '1970-01-01T00:00:00.000Z');
  t.end();
});

t.test('corrects times in the wrong order', (t) => {
  const uses = {
    ...relationship('uses', intrusionSetId, malwareId),
    start_time: '2024-02-01T00:00:00Z',
    stop_time: '2024-02-01T00:00:00Z',
  };
  const { byId, codes } = sent([
    { ...malware, modified: '2023-01-01T00:00:00Z', first_seen: '2024-02-01', last_seen: '2024-01-01' },
    { ...indicator, valid_until: '2020-01-01T00:00:00.000Z' },
    { type: 'intrusion-set', spec_version: '2.1', id: intrusionSetId, name: 'APT10' },
    uses,
  ]);
  t.equal(byId.get(malwareId)?.modified, malware.created);
  t.equal(byId.get(malwareId)?.first_seen, '2024-02-01T00:00:00.000Z');
  t.notOk('last_seen' in (byId.get(malwareId) ?? {}));
  t.notOk('valid_until' in (byId.get(indicatorId) ?? {}));
  t.equal(byId.get(uses.id)?.start_time, '2024-02-01T00:00:00.000Z');
  t.notOk('stop_time' in (byId.get(uses.id) ?? {}));
  // The date of the item, if the object has none.
  t.equal(byId.get(intrusionSetId)?.created, '2024-01-15T10:30:00.000Z');
  t.same(codes, [
    `dropped-time ${indicatorId}`,
    `dropped-time ${malwareId}`,
    `dropped-time ${uses.id}`,
    `moved-time ${malwareId}`,
  ]);
  t.end();
});
