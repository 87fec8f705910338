import { isRecord, text, texts, type StixObject } from './stix.js';

/** From the lowest to the highest (docs/opencti-api.md#markings). */
export const tlpLevels: readonly string[] = [
  'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37',
  'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
];

const growing = ['object_refs', 'labels', 'external_references', 'x_opencti_files'];

/** The stored object after another push of its id (docs/opencti-api.md#upserts). */
export function upsert(stored: StixObject, sent: StixObject): StixObject {
  const merged: Record<string, unknown> = { ...stored };
  if (confidence(sent) >= confidence(stored)) {
    for (const [property, value] of Object.entries(sent)) {
      if (!isEmpty(value) && !(property === 'published' && stored.type === 'report'))
        merged[property] = value;
    }
  }
  for (const property of growing) {
    const list = [...members(stored[property]), ...members(sent[property])];
    if (list.length > 0)
      merged[property] = [...new Map(list.map((member) => [identityOf(property, member), member])).values()];
  }
  const markings = new Set([...texts(stored, 'object_marking_refs'), ...texts(sent, 'object_marking_refs')]);
  if (markings.size > 0) {
    const top = tlpLevels.findLast((level) => markings.has(level));
    merged.object_marking_refs = [...markings].filter((id) => !tlpLevels.includes(id) || id === top);
  }
  return { ...merged, id: text(stored, 'id') ?? sent.id };
}

/** A missing confidence counts as the user's maximum. */
function confidence(object: StixObject): number {
  return typeof object.confidence === 'number' ? object.confidence : 100;
}

/** Other bytes under the same name replace a file; everything else is itself. */
function identityOf(property: string, member: unknown): string {
  return JSON.stringify(property === 'x_opencti_files' && isRecord(member) ? member.name : member);
}

function members(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
