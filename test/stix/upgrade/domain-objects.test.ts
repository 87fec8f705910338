import t, { type Test } from 'tap';
import type { JsonObject } from '../../../src/stix/json.js';
import { upgradeObjects } from '../../../src/stix/upgrade/upgrade.js';
import { upgrade } from './observed-data-fixture.js';

const times = { created: '2020-01-01T00:00:00.000Z', modified: '2020-01-02T00:00:00.000Z' };
const sdo = (type: string, more: JsonObject): JsonObject => ({
  type,
  id: `${type}--6f8a5c1e-0f0b-4a5e-9d0b-0f5a3b6f7a10`,
  ...times,
  ...more,
});

function upgradesTo(t: Test, before: JsonObject, after: JsonObject): void {
  const { objects, notes } = upgrade(before);
  t.strictSame(objects, [after]);
  t.strictSame(notes, []);
}

t.test('labels become the types of the five object types that have them', (t) => {
  for (const [type, property] of [
    ['report', 'report_types'],
    ['threat-actor', 'threat_actor_types'],
    ['tool', 'tool_types'],
  ] as const) {
    upgradesTo(
      t,
      sdo(type, { name: 'x', labels: ['crime-syndicate', 'Our Own Word'] }),
      sdo(type, { spec_version: '2.1', name: 'x', [property]: ['crime-syndicate', 'Our Own Word'] }),
    );
  }
  t.end();
});

t.test('sets is_family of malware from its labels', (t) => {
  upgradesTo(
    t,
    sdo('malware', { name: 'TAIDOOR', labels: ['remote-access-trojan'] }),
    sdo('malware', {
      spec_version: '2.1',
      name: 'TAIDOOR',
      malware_types: ['remote-access-trojan'],
      is_family: false,
    }),
  );
  upgradesTo(
    t,
    sdo('malware', { name: 'TAIDOOR', is_family: true }),
    sdo('malware', { spec_version: '2.1', name: 'TAIDOOR', is_family: true }),
  );
  t.end();
});

t.test('adds pattern_type and valid_from to an indicator', (t) => {
  const pattern = "[ipv4-addr:value = '198.51.100.2']";
  upgradesTo(
    t,
    sdo('indicator', { labels: ['malicious-activity'], pattern, spec_version: '2.0' }),
    sdo('indicator', {
      spec_version: '2.1',
      indicator_types: ['malicious-activity'],
      pattern,
      pattern_type: 'stix',
      valid_from: times.created,
    }),
  );
  const yara = 'rule a { condition: true }';
  upgradesTo(
    t,
    sdo('indicator', { pattern: yara, pattern_type: 'yara', valid_from: times.modified }),
    sdo('indicator', {
      spec_version: '2.1',
      pattern: yara,
      pattern_type: 'yara',
      valid_from: times.modified,
    }),
  );
  t.end();
});

t.test('removes the label "unknown", a placeholder for a required property', (t) => {
  upgradesTo(
    t,
    sdo('tool', { name: 'x', labels: ['unknown'] }),
    sdo('tool', { spec_version: '2.1', name: 'x' }),
  );
  upgradesTo(
    t,
    sdo('tool', { name: 'x', labels: ['unknown', 'exploitation'] }),
    sdo('tool', { spec_version: '2.1', name: 'x', tool_types: ['exploitation'] }),
  );
  t.end();
});

t.test('keeps labels that are tags', (t) => {
  upgradesTo(
    t,
    sdo('report', { name: 'x', labels: ['apt'], report_types: ['malware'] }),
    sdo('report', { spec_version: '2.1', name: 'x', labels: ['apt'], report_types: ['malware'] }),
  );
  upgradesTo(
    t,
    sdo('identity', { name: 'x', identity_class: 'organization', labels: ['Hospital'] }),
    sdo('identity', { spec_version: '2.1', name: 'x', identity_class: 'organization', labels: ['Hospital'] }),
  );
  t.end();
});

t.test('leaves invalid labels to the type check, which notes them', (t) => {
  upgradesTo(t, sdo('tool', { labels: 'x' }), sdo('tool', { spec_version: '2.1', labels: 'x' }));
  upgradesTo(
    t,
    sdo('tool', { labels: [7, 'x'] }),
    sdo('tool', { spec_version: '2.1', tool_types: [7, 'x'] }),
  );
  t.end();
});

t.test('adds spec_version to a relationship, a sighting and a marking', (t) => {
  for (const type of ['relationship', 'sighting', 'marking-definition', 'campaign', 'x-vendor-thing']) {
    upgradesTo(t, sdo(type, { name: 'x' }), sdo(type, { spec_version: '2.1', name: 'x' }));
  }
  t.end();
});

t.test('granular markings follow the labels', (t) => {
  const { objects } = upgrade(
    sdo('malware', {
      labels: ['unknown', 'bot', 'worm'],
      granular_markings: [
        { marking_ref: 'm1', selectors: ['labels', 'labels.[2]', 'name'] },
        { marking_ref: 'm2', selectors: ['labels.[0]'] },
      ],
    }),
  );
  t.strictSame(objects[0]?.granular_markings, [
    { marking_ref: 'm1', selectors: ['malware_types', 'malware_types.[1]', 'name'] },
  ]);
  const filler = upgrade(
    sdo('malware', { labels: ['unknown'], granular_markings: [{ marking_ref: 'm', selectors: ['labels'] }] }),
  );
  t.notOk('granular_markings' in (filler.objects[0] ?? {}));
  t.end();
});

t.test('splits an observed-data of 2.1 with embedded objects, too', (t) => {
  const embedding = { spec_version: '2.1', objects: { 0: { type: 'ipv4-addr', value: '198.51.100.2' } } };
  const [observed, address] = upgrade(sdo('observed-data', embedding)).objects;
  t.equal(address?.value, '198.51.100.2');
  t.same(observed?.object_refs, [address?.id]);
  t.end();
});

t.test('leaves other objects of STIX 2.1 unchanged', (t) => {
  const objects = [
    sdo('indicator', { spec_version: '2.1', labels: ['a tag'], pattern: "[a:b = 'c'] START 'x' STOP 'y'" }),
    { type: 'domain-name', id: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7', value: 'example.com' },
    { type: 'hostname', id: 'hostname--bedb4899-d24b-5401-bc86-8f6b4cc18ec7', value: 'example' },
  ];
  const upgraded = upgradeObjects(objects, { note: () => t.fail('no notes') });
  t.strictSame(upgraded.length, objects.length);
  objects.forEach((object, index) => t.equal(upgraded[index], object));
  t.end();
});
