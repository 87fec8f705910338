import type { NoteContext } from '../context.js';
import { isObservableType } from '../ids/observable.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { joinObservables } from '../merge.js';
import { upgradeDomainObject } from './domain-object.js';
import { splitObservedData } from './observed-data.js';

/** Embedded observables become objects. `objects` must be sanitized, for the ids that are computed here. */
export function upgradeObjects(objects: readonly JsonObject[], context: NoteContext): readonly JsonObject[] {
  const upgraded: JsonObject[] = [];
  const observables: JsonObject[] = [];
  for (const object of objects) {
    const isOld = isStix20(object);
    // Deprecated in 2.1, but allowed (STIX 2.1 section 4.14).
    if (object.type === 'observed-data' && (isOld || isJsonObject(object.objects))) {
      const parts = splitObservedData(object, context);
      upgraded.push(parts.observedData);
      // An object of a custom type without a version would be 2.0 in the next conversion.
      for (const part of parts.observables) observables.push(isStix20(part) ? withVersion(part) : part);
    } else {
      upgraded.push(isOld ? upgradeDomainObject(object) : object);
    }
  }
  return [...upgraded, ...joinObservables(observables, context)];
}

const withVersion = (object: JsonObject): JsonObject => ({ ...object, spec_version: '2.1' });

/** STIX 2.1 section 3.2 requires `spec_version` except of observables, which are objects only in 2.1. */
function isStix20({ spec_version: version, type }: JsonObject): boolean {
  if (typeof version === 'string') return version === '2.0';
  return typeof type === 'string' && !isObservableType(type);
}
