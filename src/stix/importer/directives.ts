/** Properties by which a bundle commands the platform (docs/opencti-api.md#directives). */
import { isJsonObject, type JsonObject } from '../json.js';
import type { PropertyType } from '../schema/property-types.js';
import { directives } from './limits.js';

const listed = new Set(directives.trim().split(/\s+/));
// A statement of the source about its own object (STIX 2.1 section 3.2).
listed.delete('revoked');

/** Whether the importer takes the property for a command, or could do so in another release. */
export function isDirective(name: string): boolean {
  return listed.has(name) || /^(?:x_)?opencti_|^merge_/.test(name);
}

/** A type whose objects must not contain commands. */
export function withoutDirectives(type: PropertyType<JsonObject>): PropertyType<JsonObject> {
  return {
    read: (value, onChange) => {
      if (!isJsonObject(value)) return undefined;
      const names = Object.keys(value);
      if (!names.some(isNestedDirective)) return type.read(value, onChange);
      onChange('directive');
      const kept = Object.entries(value).filter(([name]) => !isNestedDirective(name));
      return type.read(Object.fromEntries(kept), onChange);
    },
  };
}

/** The order of a kill chain phase is data. */
const isNestedDirective = (name: string): boolean => name !== 'x_opencti_order' && isDirective(name);
