import t from 'tap';
import { entityType } from '../../../src/stix/entity-type.js';
import { isAcceptedId } from '../../../src/stix/ids/uuid.js';
import { convert } from '../../../src/stix/index.js';
import type { JsonObject } from '../../../src/stix/json.js';
import { isAllowed } from '../../../src/stix/relationships/allowed.js';
import { corpus } from '../../tools/corpus.js';
import { author, mainReportId, reportSource, settings } from './convert-source.js';

const tlp = new Set([
  'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37',
  'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
]);

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsedObjects(json: string): JsonObject[] {
  const bundle: unknown = JSON.parse(json);
  return isObject(bundle) && Array.isArray(bundle.objects) ? bundle.objects.filter(isObject) : [];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function references(value: unknown, key = ''): string[] {
  if (key.endsWith('_ref') && typeof value === 'string') return [value];
  if (key.endsWith('_refs')) return texts(value);
  if (Array.isArray(value)) return value.flatMap((item) => references(item));
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => references(item, name)) : [];
}

t.test('converts every bundle of the corpus to one valid, complete and stable bundle', (t) => {
  for (const { name, stix } of corpus()) {
    t.test(name, (t) => {
      const conversion = convert(reportSource(undefined, { stix }), settings);
      const json = conversion.bundles[0]?.json ?? '';
      const objects = parsedObjects(json);
      const byId = new Map(objects.map((object) => [object.id, object]));
      t.equal(conversion.bundles.length, 1);
      t.equal(byId.size, conversion.objects, 'each object once');
      t.notOk(/[:[,]null[,\]}]/.test(json), 'no nulls');
      for (const object of objects) {
        const { id, type } = object;
        const name = text(id);
        const lost = references(object).filter((ref) => !byId.has(ref));
        if (lost.length > 0) t.fail(`${name} has dangling references: ${lost.join()}`);
        if (!isAcceptedId(name)) t.fail(`${name} is not a valid id`);
        if (object.spec_version !== '2.1') t.fail(`${name} is not STIX 2.1`);
        if (type === 'marking-definition') continue;
        const levels = texts(object.object_marking_refs).filter((ref) => tlp.has(ref));
        if (levels.length !== 1) t.fail(`${name} has ${levels.length} TLP levels`);
        if (id !== author && object.created_by_ref !== author && object.x_opencti_created_by_ref !== author)
          t.fail(`${name} has no author`);
        if (type === 'relationship') {
          const [source, target] = [object.source_ref, object.target_ref].map((end) => byId.get(end));
          const word = text(object.relationship_type);
          if (!source || !target || !isAllowed(entityType(source), word, entityType(target)))
            t.fail(`${name}: ${word} is not allowed`);
        }
      }
      const content = objects.filter(
        ({ id, type }) => type !== 'marking-definition' && id !== author && id !== mainReportId,
      );
      t.same(
        [...texts(byId.get(mainReportId)?.object_refs)].sort(),
        content.length > 0 ? content.map(({ id }) => text(id)).sort() : [author],
        'the report refers to every object',
      );
      const again = convert(reportSource(undefined, { stix: parsedObjects(json) }), settings);
      t.ok(again.bundles[0]?.json === json, 'converts its own output to the same bundle');
      t.end();
    });
  }
  t.end();
});
