/** STIX 2.0 becomes STIX 2.1. This file is the folder's only door. */
import type { ConversionNote } from '../conversion.js';
import { isObservableType } from '../ids/index.js';
import type { JsonObject } from '../json.js';
import { upgradeDomainObject } from './domain-object.js';
import { joinObservables } from './join-observables.js';
import { splitObservedData } from './observed-data.js';

/**
 * The objects as STIX 2.1: 2.0 objects are rewritten, the observables inside their observed-data become
 * objects of their own, and what is 2.1 already is handed on as it is (the same reference).
 *
 * Every object has a string `type` and `id`; any other property may be ill-typed: what cannot be read is left
 * alone. No nulls. The observables come last, each once, whatever the order of the input. Never throws.
 *
 * Hashes and times are part of the ids of observables: they have their normal form already.
 */
export function upgradeObjects(
  objects: readonly JsonObject[],
  note: (note: ConversionNote) => void,
): JsonObject[] {
  const upgraded: JsonObject[] = [];
  const observables: JsonObject[] = [];
  for (const object of objects) {
    if (!isStix20(object)) {
      upgraded.push(object);
    } else if (object.type === 'observed-data') {
      const parts = splitObservedData(object, note);
      upgraded.push(parts.observedData);
      // A custom type's version cannot be told by its type, so it says it.
      observables.push(...parts.observables.map((part) => (isStix20(part) ? withVersion(part) : part)));
    } else {
      upgraded.push(upgradeDomainObject(object));
    }
  }
  return [...upgraded, ...joinObservables(observables, note)];
}

const withVersion = (object: JsonObject): JsonObject => ({ ...object, spec_version: '2.1' });

/**
 * STIX 2.1 section 3.2: `spec_version` is required on domain objects, relationships and markings, and an
 * object without one is 2.0. Observables are the exception: they may lack it and exist in 2.1 only.
 */
function isStix20({ spec_version: version, type }: JsonObject): boolean {
  if (typeof version === 'string') return version === '2.0';
  return typeof type === 'string' && !isObservableType(type);
}
