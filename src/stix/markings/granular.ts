import {
  isJsonArray,
  isJsonObject,
  objectsOf,
  textOf,
  textsOf,
  type Json,
  type JsonObject,
} from '../json.js';

/** The markings of single properties. */
export function granularMarkingRefs(object: JsonObject): readonly string[] {
  return objectsOf(object, 'granular_markings').flatMap((marking) => textOf(marking, 'marking_ref') ?? []);
}

/**
 * The granular markings that can still be read (STIX 2.1 section 7.2.3): their marking is one of `kept`, or they
 * tell a language, and every selector leads to something.
 */
export function readableGranularMarkings(
  object: JsonObject,
  kept: ReadonlySet<string>,
): readonly JsonObject[] | undefined {
  const readable = objectsOf(object, 'granular_markings').flatMap((marking) => {
    const ref = textOf(marking, 'marking_ref');
    const selectors = textsOf(marking, 'selectors').filter((selector) => leadsSomewhere(object, selector));
    const means = ref === undefined ? textOf(marking, 'lang') !== undefined : kept.has(ref);
    return means && selectors.length > 0 ? [{ ...marking, selectors }] : [];
  });
  return readable.length > 0 ? readable : undefined;
}

function leadsSomewhere(object: JsonObject, selector: string): boolean {
  let at: Json | undefined = object;
  for (const step of selector.split('.')) {
    const index = /^\[(\d+)\]$/.exec(step)?.[1];
    if (index !== undefined) at = isJsonArray(at) ? at[Number(index)] : undefined;
    else at = isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    if (at === undefined) return false;
  }
  return true;
}
