import t from 'tap';
import { isJsonArray, isJsonObject, textOf, type Json, type JsonObject } from '../../../src/stix/json.js';
import { upgradeObjects } from '../../../src/stix/upgrade/upgrade.js';
import { samplesPath } from '../../tools/paths.js';
import { differences } from './oracle-differences.js';
import { bundleNames, bundleObjects } from './samples.js';

type Objects = ReadonlyMap<string, JsonObject>;

const byId = (objects: readonly JsonObject[]): Objects =>
  new Map(objects.map((object) => [textOf(object, 'id') ?? '', object]));

/** Generated ids are replaced by the objects that they identify, so that equal objects compare equal. */
function content(value: Json | undefined, generated: Objects, path: readonly string[] = []): string {
  if (typeof value === 'string') {
    const object = generated.get(value);
    if (object === undefined) return JSON.stringify(value);
    return path.includes(value) ? '<circle>' : content(object, generated, [...path, value]);
  }
  if (isJsonArray(value)) return `[${value.map((item) => content(item, generated, path)).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([key]) => key !== 'id');
  return `{${entries
    .map(([key, part]) => `${key}:${content(part, generated, path)}`)
    .sort()
    .join()}}`;
}

/** Under keys that do not depend on generated ids. */
function comparable(objects: readonly JsonObject[], other: readonly JsonObject[]): Record<string, string> {
  const known = byId(other);
  const generated = new Map([...byId(objects)].filter(([id]) => !known.has(id)));
  // An id of both sides can identify an object with generated ids.
  return Object.fromEntries(
    objects.map((object) => {
      const id = textOf(object, 'id') ?? '';
      const text = content(object, generated, generated.has(id) ? [id] : []);
      return [generated.has(id) ? `generated ${text}` : id, text];
    }),
  );
}

const used = new Set<string>();

function apply(side: 'oracle' | 'ours', objects: readonly JsonObject[]): readonly JsonObject[] {
  return differences.reduce((current, difference) => {
    const changed = current.map((object) => difference[side]?.(object) ?? object);
    if (JSON.stringify(changed) !== JSON.stringify(current)) used.add(difference.reason);
    return changed;
  }, objects);
}

const version20 = samplesPath('idioms-2.0');
const version21 = samplesPath('idioms-2.1');

if (version20 !== undefined && version21 !== undefined) {
  t.test('upgrades the OASIS idioms from 2.0 to their form in 2.1', (t) => {
    for (const name of bundleNames(version20)) {
      const ours = apply('ours', upgradeObjects(bundleObjects(version20, name), { note: () => undefined }));
      const oracle = apply('oracle', bundleObjects(version21, name));
      t.same(comparable(ours, oracle), comparable(oracle, ours), name);
    }
    t.same(
      [...used].sort(),
      differences.map(({ reason }) => reason).sort(),
      'every declared difference occurs',
    );
    t.end();
  });
}
