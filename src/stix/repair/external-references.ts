import { objectsOf, textOf, type JsonObject } from '../json.js';
import { counted, type TakeNote } from '../notes.js';
import { isUrl } from '../values/addresses.js';

const cve = /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})$/;
const capec = /^CAPEC-\d+$/;

/**
 * Returns the external references that the platform keeps: those with a URL, or with a source and an id
 * (docs/opencti-api.md#import-rules). `source_name` is required, and fixed for CVE and CAPEC ids (STIX 2.1 section 2.7).
 */
export function usableExternalReferences(object: JsonObject, note: TakeNote): JsonObject {
  if (object.external_references === undefined) return object;
  const objectId = textOf(object, 'id') ?? '';
  const usable: JsonObject[] = [];
  let lost = 0;
  let lostUrls = 0;
  for (const reference of objectsOf(object, 'external_references')) {
    const used = usableReference(reference);
    if (used === undefined) {
      lost += 1;
      continue;
    }
    usable.push(used);
    if (used.url === undefined && textOf(reference, 'url') !== undefined) lostUrls += 1;
  }
  if (lost > 0)
    note({
      code: 'dropped-external-reference',
      objectId,
      message: `Left out: ${counted(lost, 'external reference')} with neither a URL nor a source with an id.`,
    });
  if (lostUrls > 0)
    note({
      code: 'dropped-value',
      objectId,
      message: `Parts of the property external_references were left out: ${counted(lostUrls, 'text')} that cannot be a URL.`,
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
