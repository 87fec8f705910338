import { parseUrl, pluralize } from '../../lib/index.js';
import type { NoteContext } from '../context.js';
import { objectsOf, textOf, type JsonObject } from '../json.js';

const cve = /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})$/;
const capec = /^CAPEC-\d+$/;

/** Removes those that OpenCTI would skip (docs/opencti-api.md#import-rules) and corrects `source_name`. */
export function keepUsableExternalReferences(object: JsonObject, { note }: NoteContext): JsonObject {
  if (object.external_references === undefined) return object;
  const objectId = textOf(object, 'id') ?? '';
  const usable: JsonObject[] = [];
  let lost = 0;
  for (const reference of objectsOf(object, 'external_references')) {
    const used = usableReference(reference);
    if (used === undefined) {
      lost += 1;
      continue;
    }
    usable.push(used);
  }
  if (lost > 0)
    note({
      code: 'dropped-external-reference',
      objectId,
      message: `Removed ${pluralize(lost, 'external reference')} with neither a URL nor a source and an id.`,
    });
  return { ...object, external_references: usable.length > 0 ? usable : undefined };
}

function usableReference(reference: JsonObject): JsonObject | undefined {
  // OpenCTI takes a URL of any form.
  const url = textOf(reference, 'url')?.trim();
  const externalId = textOf(reference, 'external_id')?.trim();
  const source = textOf(reference, 'source_name')?.trim() ?? (url && hostOf(url));
  if (source === undefined || (url === undefined && externalId === undefined)) return undefined;
  return {
    ...reference,
    source_name: sourceName(source, externalId),
    url,
    external_id: externalId,
  };
}

function hostOf(url: string): string {
  const host = parseUrl(url)?.hostname ?? '';
  return host === '' ? url : host;
}

function sourceName(source: string, externalId: string | undefined): string {
  if (externalId !== undefined && cve.test(externalId)) return 'cve';
  if (externalId !== undefined && capec.test(externalId)) return 'capec';
  // These names are reserved for references with such an id.
  return source === 'cve' || source === 'capec' ? source.toUpperCase() : source;
}
