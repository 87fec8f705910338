import {
  isJsonObject,
  type JsonObject,
  jsonObjectsIn,
  parseJsonObject,
  type Result,
} from '../../lib/index.js';
import { type PreparedItem, type PrepareFailure, prepareItem } from '../../sync/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import type { ShowDocument } from '../documents/schemas.js';
import type { CommandContext } from '../run/context.js';
import { configuredOptions } from '../run/options.js';

/** Converts an item as a run does, but into one bundle of any size: for reading, not for sending. */
export async function convertEntry(
  entry: Entry,
  client: ThreatVision,
  { config }: CommandContext,
  options: { readonly pdf: boolean },
): Promise<Result<PreparedItem, PrepareFailure>> {
  const { conversion, ...configured } = configuredOptions(config);
  const settings = {
    ...configured,
    attachPdf: configured.attachPdf && options.pdf,
    reportText: configured.reportText && options.pdf,
    conversion: { ...conversion, maxBundleBytes: Infinity },
  };
  const { createConverter } = await import('../../converter/index.js');
  const converter = createConverter();
  try {
    return await prepareItem(entry, client, converter.convert, settings);
  } finally {
    converter.close();
  }
}

export interface Content {
  /** STIX type → number of objects, most frequent first. */
  readonly types: Readonly<Record<string, number>>;
  /** Patterns of the first indicators. */
  readonly indicators: readonly string[];
  /** Names of the markings. */
  readonly markings: readonly string[];
}

const sampleSize = 5;

/** Returns the objects of a delivery by id, each once: bundles repeat the objects of their relationships. */
export function objectsOf({ conversion }: PreparedItem): ReadonlyMap<string, JsonObject> {
  const objects = new Map<string, JsonObject>();
  for (const { json } of conversion.bundles) {
    for (const object of jsonObjectsIn(parseJsonObject(json)?.objects))
      objects.set(String(object.id), object);
  }
  return objects;
}

/** Returns the notes of the conversion, with the type and name of the object of each as far as they are known. */
export function notesOf({ conversion }: PreparedItem): ShowDocument['notes'] {
  return conversion.notes.map((note) => {
    const subject = note.objectId === undefined ? undefined : conversion.subjects.get(note.objectId);
    return { ...note, ...(subject && { objectType: subject.type, objectName: subject.name }) };
  });
}

export function contentOf(item: PreparedItem): Content {
  const objects = objectsOf(item);
  const counts = new Map<string, number>();
  for (const { type } of objects.values()) counts.set(String(type), (counts.get(String(type)) ?? 0) + 1);
  const all = [...objects.values()];
  return {
    types: Object.fromEntries([...counts].sort(([a, many], [b, few]) => few - many || a.localeCompare(b))),
    indicators: all
      .filter(({ type }) => type === 'indicator')
      .slice(0, sampleSize)
      .map(({ pattern }) => String(pattern)),
    markings: all.filter(({ type }) => type === 'marking-definition').map(markingName),
  };
}

/** The level is in `definition` (STIX 2.1 section 7.2.1.4), or in OpenCTI's own property. */
function markingName(marking: JsonObject): string {
  const { id, name, definition, x_opencti_definition: known } = marking;
  for (const text of [known, name]) if (typeof text === 'string') return text;
  const level = isJsonObject(definition) ? definition.tlp : undefined;
  return typeof level === 'string' ? `TLP:${level.toUpperCase()}` : String(id);
}
