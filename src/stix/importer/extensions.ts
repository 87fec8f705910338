import { openctiExtensions } from '../entity-type.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { extensionsWith } from '../schema/extensions.js';
import { list, mapProperties, object, string, type PropertyType } from '../schema/property-types.js';
import { isDirective } from './directives.js';

/** The extension of ATT&CK. */
const mitreExtension = 'extension-definition--322b8f77-262a-4cb8-a915-1e441e00329b';
const mitre = object({
  detection: string,
  id: string,
  permissions_required: list(string),
  platforms: list(string),
});

/** Set by the conversion. */
const ours = new Set(['created_by_ref', 'object_marking_refs']);

/** The extension states the kind; `locationType` and `threatActorType` read it. */
const withKind = new Set(['location', 'threat-actor']);

/** OpenCTI's extensions also hold commands (docs/opencti-api.md#directives): unknown properties go. */
export function extensionsOf(
  type: string,
  rows: ReadonlyMap<string, PropertyType>,
): PropertyType<JsonObject> {
  const opencti: PropertyType<JsonObject> = {
    read: (value, onChange) =>
      isJsonObject(value)
        ? mapProperties(value, onChange, (given, name) => {
            if (name === 'extension_type') return string.read(given, onChange);
            if (name === 'type') return withKind.has(type) ? string.read(given, onChange) : undefined;
            if (name === 'id' || isDirective(name)) onChange('directive');
            else if (!ours.has(name)) return rows.get(name)?.read(given, onChange);
            return undefined;
          })
        : undefined,
  };
  return extensionsWith(
    new Map([...openctiExtensions.map((id) => [id, opencti] as const), [mitreExtension, mitre]]),
  );
}
