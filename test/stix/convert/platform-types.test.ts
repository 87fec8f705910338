import t from 'tap';

import { entityType } from '../../../src/stix/entity-type.js';
import { malware, sent } from './convert-source.js';

t.test('an identity has the entity type of its class (docs/opencti-api.md#properties)', (t) => {
  const types = {
    individual: 'Individual',
    class: 'Sector',
    System: 'System',
    securityplatform: 'SecurityPlatform',
    organization: 'Organization',
    group: 'Organization',
  };
  for (const [identity_class, expected] of Object.entries(types))
    t.equal(entityType({ type: 'identity', name: 'x', identity_class }), expected, identity_class);
  t.equal(entityType({ type: 'identity', name: 'x' }), 'Organization');
  t.end();
});

t.test('a marking that is not TLP keeps its OpenCTI properties', (t) => {
  const id = 'marking-definition--aaaaaaaa-0000-4000-8000-000000000001';
  const properties = {
    x_opencti_definition_type: 'PAP',
    x_opencti_definition: 'PAP:GREEN',
    x_opencti_order: 2,
    x_opencti_color: '#2e7d32',
  };
  const marking = {
    type: 'marking-definition',
    spec_version: '2.1',
    id,
    created: '2024-01-01T00:00:00.000Z',
    definition_type: 'statement',
    definition: { statement: 'PAP:GREEN' },
    ...properties,
  };
  const { byId } = sent([marking, { ...malware, object_marking_refs: [id] }]);
  const own = [...byId.values()].find((object) => object.x_opencti_definition === 'PAP:GREEN');
  t.match(own, properties);
  t.end();
});

t.test('a reference to a marking is removed from the content of a report, with a note', (t) => {
  const marking = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
  const report = {
    type: 'report',
    spec_version: '2.1',
    id: 'report--aaaaaaaa-0000-4000-8000-000000000001',
    created: '2024-01-01T00:00:00.000Z',
    modified: '2024-01-01T00:00:00.000Z',
    name: 'A report of the source',
    published: '2024-01-01T00:00:00.000Z',
    object_refs: [marking, malware.id],
  };
  const { byId, codes } = sent([malware, report]);
  const own = [...byId.values()].find(({ name }) => name === report.name);
  t.ok(Array.isArray(own?.object_refs) && !own.object_refs.includes(marking), JSON.stringify(own));
  t.ok(codes.length > 0, codes.join());
  t.end();
});
