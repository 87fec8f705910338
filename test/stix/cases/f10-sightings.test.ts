import t from 'tap';

import {
  address,
  addressId,
  author,
  dated,
  indicator,
  indicatorId,
  malware,
  malwareId,
  sent,
  type SentObject,
} from '../convert/convert-source.js';
import { caseObjects } from './case-objects.js';

const sightingId = 'sighting--00000000-0000-4000-8000-000000000004';
const [firstOrg, secondOrg] = [1, 2].map((n) => `identity--00000000-0000-4000-8000-00000000000${n}`);
const org = (id: string | undefined) => ({
  type: 'identity',
  spec_version: '2.1',
  id,
  ...dated,
  name: id,
  identity_class: 'organization',
});
const sighting = (properties: object) => ({
  type: 'sighting',
  spec_version: '2.1',
  id: sightingId,
  ...dated,
  sighting_of_ref: indicatorId,
  ...properties,
});

function ends(byId: ReadonlyMap<unknown, SentObject>): unknown[] {
  return [...byId.values()]
    .filter(({ type }) => type === 'sighting')
    .sort((a, b) => Number(b.id === sightingId) - Number(a.id === sightingId))
    .map(({ sighting_of_ref, where_sighted_refs }) => [sighting_of_ref, where_sighted_refs]);
}

t.test('case F10: a sighting at two places becomes two sightings with stable ids', (t) => {
  const objects = caseObjects('F10-sighting-several-places');
  const { byId, codes, conversion } = sent(objects);
  const indicatorOfCase = 'indicator--00000000-0000-4000-8000-000000000003';
  t.same(ends(byId), [
    [indicatorOfCase, [firstOrg]],
    [indicatorOfCase, [secondOrg]],
  ]);
  for (const one of byId.values()) if (one.type === 'sighting') t.equal(one.count, 3);
  t.same(codes, [`split-sighting ${sightingId}`]);
  t.same(sent([...objects].reverse()).conversion, conversion, 'in any order of the source');
  t.same(sent([...byId.values()]).conversion.bundles, conversion.bundles, 'the result converts to itself');
  t.end();
});

t.test('observed data becomes sightings of its own at each place, and containers list them all', (t) => {
  const observedData = {
    type: 'observed-data',
    spec_version: '2.1',
    id: 'observed-data--aaaaaaaa-0000-4000-8000-000000000001',
    ...dated,
    first_observed: dated.created,
    last_observed: dated.created,
    number_observed: 1,
    object_refs: [addressId],
  };
  const grouping = {
    type: 'grouping',
    spec_version: '2.1',
    id: 'grouping--aaaaaaaa-0000-4000-8000-000000000001',
    ...dated,
    name: 'x',
    context: 'unspecified',
    object_refs: [sightingId],
  };
  const { byId } = sent([
    ...[address, indicator, observedData, grouping, org(firstOrg), org(secondOrg)],
    sighting({ where_sighted_refs: [secondOrg, firstOrg], observed_data_refs: [observedData.id] }),
  ]);
  t.strictSame(
    new Set(ends(byId).map((pair) => JSON.stringify(pair))),
    new Set(
      [indicatorId, observedData.id].flatMap((of) =>
        [firstOrg, secondOrg].map((place) => JSON.stringify([of, [place]])),
      ),
    ),
  );
  t.same(byId.get(sightingId)?.where_sighted_refs, [secondOrg], 'the first place keeps the id');
  const sightings = [...byId.values()].filter(({ type }) => type === 'sighting');
  t.notOk(sightings.some((one) => 'observed_data_refs' in one));
  t.strictSame(new Set([byId.get(grouping.id)?.object_refs].flat()), new Set(sightings.map(({ id }) => id)));
  t.end();
});

t.test('malware and observed data can be places', (t) => {
  const { byId, codes } = sent([indicator, malware, sighting({ where_sighted_refs: [malwareId] })]);
  t.same(ends(byId), [[indicatorId, [malwareId]]]);
  t.same(codes, []);
  t.end();
});

t.test('an object is no place of its own sighting', (t) => {
  const places = { sighting_of_ref: firstOrg, where_sighted_refs: [firstOrg, secondOrg] };
  const { byId } = sent([org(firstOrg), org(secondOrg), sighting(places)]);
  t.same(ends(byId), [[firstOrg, [secondOrg]]]);
  const gone = sent([org(firstOrg), sighting(places)]);
  t.same(ends(gone.byId), []);
  t.same(gone.codes, [`dropped-object ${sightingId}`]);
  t.end();
});

t.test("OpenCTI's own properties for the ends of a sighting become those of STIX", (t) => {
  const { byId, codes } = sent([
    ...[address, indicator, org(firstOrg), org(secondOrg)],
    sighting({
      where_sighted_refs: [firstOrg],
      x_opencti_sighting_of_ref: addressId,
      x_opencti_where_sighted_refs: [secondOrg],
    }),
  ]);
  t.same(ends(byId), [[addressId, [secondOrg]]]);
  t.same(codes, [`changed-property ${sightingId}`, `changed-property ${sightingId}`]);
  const internal = sent([
    indicator,
    sighting({ x_opencti_sighting_of_ref: '6f1c1d37-0f5e-4c6f-9d2d-1c2a3b4c5d6e' }),
  ]);
  t.same(ends(internal.byId), [[indicatorId, [author]]]);
  t.same(internal.codes, [`dropped-property ${sightingId}`]);
  t.end();
});
