import { objectsOf, textOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { isUrl } from '../values/addresses.js';

const cve = /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})$/;
const capec = /^CAPEC-\d+$/;

/**
 * The external references that the platform keeps: those with a URL, or with a source and an id (contract page,
 * section 8). The rest goes. STIX 2.1, section 2.7: `source_name` is required, and those of CVE and CAPEC ids are
 * fixed.
 */
export function usableExternalReferences(object: JsonObject, note: TakeNote): JsonObject {
  if (object.external_references === undefined) return object;
  const given = objectsOf(object, 'external_references');
  const usable = given.map(usableReference).filter((reference) => reference !== undefined);
  const lost = given.length - usable.length;
  if (lost > 0)
    note({
      code: 'dropped-external-reference',
      objectId: textOf(object, 'id') ?? '',
      message: `${lost} external references were left out: neither a URL nor a source with an id.`,
    });
  return { ...object, external_references: usable.length > 0 ? usable : undefined };
}

function usableReference(reference: JsonObject): JsonObject | undefined {
  const given = textOf(reference, 'url')?.trim();
  const url = given !== undefined && isUrl(given) ? given : undefined;
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
  return URL.canParse(url) ? new URL(url).hostname || url : url;
}

function sourceName(source: string, externalId: string | undefined): string {
  if (externalId !== undefined && cve.test(externalId)) return 'cve';
  if (externalId !== undefined && capec.test(externalId)) return 'capec';
  // Reserved for references with such an id.
  return source === 'cve' || source === 'capec' ? source.toUpperCase() : source;
}
