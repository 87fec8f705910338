/** What STIX 2.1 changed on domain objects: appendix "Revision History" and the sections named below. */
import type { JsonObject } from '../json.js';
import { typesFromLabels } from './labels.js';
import { upgradePattern } from './pattern.js';

/** A 2.0 domain object, relationship, sighting or marking (anything but observed-data) in its 2.1 form. */
export function upgradeDomainObject(object: JsonObject): JsonObject {
  const upgraded = typesFromLabels(object);
  switch (object.type) {
    case 'indicator':
      return upgradeIndicator(upgraded);
    case 'malware':
      // Required since 2.1 (STIX 2.1 section 4.11). 2.0 has no such property; `false` claims nothing, `true` a family.
      return { ...upgraded, spec_version: '2.1', is_family: object.is_family ?? false };
    default:
      return { ...upgraded, spec_version: '2.1' };
  }
}

/** `pattern_type` is new and required (STIX 2.1 section 4.7); 2.0 has STIX patterns only. */
function upgradeIndicator(indicator: JsonObject): JsonObject {
  const { pattern, pattern_type: type = 'stix' } = indicator;
  return {
    ...indicator,
    spec_version: '2.1',
    pattern: typeof pattern === 'string' && type === 'stix' ? upgradePattern(pattern) : pattern,
    pattern_type: type,
    // Required in both versions; feeds that leave it out mean "since it exists".
    valid_from: indicator.valid_from ?? indicator.created,
  };
}
