import type { NoteContext } from '../context.js';
import { objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import { requiredProperties } from '../importer/known-properties.js';

/** OpenCTI stores this (docs/opencti-api.md#limits-of-the-importer); nothing is known about longer names. */
const longestName = 100_000;

/** OpenCTI requires the name, and STIX does not (docs/opencti-api.md#import-rules). */
const namedByOpenCti = new Set(['grouping', 'location', 'malware', 'software']);

/** Fills a required name from other properties, and shortens a very long one. */
export function fillName(object: JsonObject, { note }: NoteContext): JsonObject {
  const name = textOf(object, 'name');
  if (name !== undefined) return name.length > longestName ? shortened(object, name, { note }) : object;
  const type = textOf(object, 'type') ?? '';
  if (!namedByOpenCti.has(type) && !requiredProperties(type).includes('name')) return object;
  const found = nameFromOtherProperties(object);
  if (found === undefined) return object;
  note({
    code: 'filled-name',
    objectId: textOf(object, 'id') ?? '',
    message: `Gave a ${type} without a name the name ${found}.`,
  });
  return { ...object, name: found };
}

function nameFromOtherProperties(object: JsonObject): string | undefined {
  const texts = [
    ...textsOf(object, 'aliases'),
    ...textsOf(object, 'x_opencti_aliases'),
    textOf(object, 'x_mitre_id'),
    ...objectsOf(object, 'external_references').map((reference) => textOf(reference, 'external_id')),
    ...['city', 'administrative_area', 'country', 'region'].map((place) => textOf(object, place)),
    coordinates(object),
    productOfCpe(object),
    textOf(object, 'description')?.trim().split('\n', 1)[0],
  ];
  const found = texts.find((text) => text !== undefined && text.trim() !== '')?.trim();
  return found === undefined ? undefined : shortenText(found, 100);
}

/** OpenCTI loses a location by coordinates alone (docs/opencti-api.md#limits-of-the-importer). */
function coordinates({ type, latitude, longitude }: JsonObject): string | undefined {
  return type === 'location' && typeof latitude === 'number' && typeof longitude === 'number'
    ? `${latitude}, ${longitude}`
    : undefined;
}

/** Of a CPE of version 2.3, by which OpenCTI does not identify software. */
function productOfCpe(object: JsonObject): string | undefined {
  const product = /^cpe:2\.3:[aho*-]:(?:\\.|[^:\\])+:((?:\\.|[^:\\])+)/.exec(
    textOf(object, 'cpe') ?? '',
  )?.[1];
  return product === undefined || product === '*' || product === '-'
    ? undefined
    : product.replace(/\\(.)/g, '$1');
}

function shortened(object: JsonObject, name: string, { note }: NoteContext): JsonObject {
  note({
    code: 'shortened-name',
    objectId: textOf(object, 'id') ?? '',
    message: `Shortened a name of ${name.length} characters; the description contains all of it.`,
  });
  const description = textOf(object, 'description');
  return {
    ...object,
    name: shortenText(name, longestName),
    description: description === undefined ? name : `${name}\n\n${description}`,
  };
}

/** At most `length` UTF-16 code units, cut after a word if possible and never inside a surrogate pair. */
export function shortenText(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '');
  const space = head.lastIndexOf(' ');
  return `${(space > length / 2 ? head.slice(0, space) : head).trimEnd()}…`;
}
