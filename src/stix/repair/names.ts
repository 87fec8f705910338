import { objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { requiredProperties } from '../schema/index.js';

/** Names are headings and search keys on the platform; longer texts belong into the description. */
const longestName = 500;

/** Types whose `name` the platform requires although STIX does not (docs/opencti-api.md#import-rules). */
const namedByPlatform = new Set(['grouping', 'location', 'malware']);

/** The object with a usable name: blank ones are filled from what else it says, over-long ones cut. */
export function withUsableName(object: JsonObject, note: TakeNote): JsonObject {
  const name = textOf(object, 'name');
  if (name !== undefined) return name.length > longestName ? shortened(object, name, note) : object;
  const type = textOf(object, 'type') ?? '';
  if (!namedByPlatform.has(type) && !requiredProperties(type).includes('name')) return object;
  const found = nameElsewhere(object);
  if (found === undefined) return object;
  note({
    code: 'filled-name',
    objectId: textOf(object, 'id') ?? '',
    message: `A ${type} without a name was named ${found}.`,
  });
  return { ...object, name: found };
}

function nameElsewhere(object: JsonObject): string | undefined {
  const texts = [
    ...textsOf(object, 'aliases'),
    ...textsOf(object, 'x_opencti_aliases'),
    textOf(object, 'x_mitre_id'),
    ...objectsOf(object, 'external_references').map((reference) => textOf(reference, 'external_id')),
    ...['city', 'administrative_area', 'country', 'region'].map((place) => textOf(object, place)),
    textOf(object, 'description')?.trim().split('\n')[0],
  ];
  const found = texts.find((text) => text !== undefined && text.trim() !== '')?.trim();
  return found === undefined ? undefined : cut(found, 100);
}

function shortened(object: JsonObject, name: string, note: TakeNote): JsonObject {
  note({
    code: 'shortened-name',
    objectId: textOf(object, 'id') ?? '',
    message: `A name of ${name.length} characters was cut; the whole is in the description.`,
  });
  const description = textOf(object, 'description');
  return {
    ...object,
    name: cut(name, longestName),
    description: description === undefined ? name : `${name}\n\n${description}`,
  };
}

/** At most `length` UTF-16 units, at a word where one ends late enough, never inside a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  const space = head.lastIndexOf(' ');
  return `${(space > length / 2 ? head.slice(0, space) : head).trimEnd()}…`;
}
