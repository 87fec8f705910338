import type { ConversionNote } from '../../../src/stix/conversion.js';
import type { Json, JsonObject } from '../../../src/stix/json.js';
import { upgradeObjects } from '../../../src/stix/upgrade/upgrade.js';

export function observedData(objects: Json, more: JsonObject = {}): JsonObject {
  return {
    type: 'observed-data',
    id: 'observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf',
    created: '2016-04-06T19:58:16.000Z',
    modified: '2016-04-06T19:58:16.000Z',
    first_observed: '2015-12-21T19:00:00Z',
    last_observed: '2015-12-21T19:00:00Z',
    number_observed: 50,
    objects,
    ...more,
  };
}

interface Upgraded {
  readonly objects: readonly JsonObject[];
  readonly notes: readonly ConversionNote[];
}

export function upgrade(...objects: readonly JsonObject[]): Upgraded {
  const notes: ConversionNote[] = [];
  return { objects: upgradeObjects(objects, { note: (note) => notes.push(note) }), notes };
}

export function observablesOf(objects: Json): {
  readonly observables: readonly JsonObject[];
  readonly messages: readonly string[];
} {
  const upgraded = upgrade(observedData(objects));
  return { observables: upgraded.objects.slice(1), messages: upgraded.notes.map(({ message }) => message) };
}
