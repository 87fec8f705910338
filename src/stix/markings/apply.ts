import type { StepContext } from '../context.js';
import type { TlpLevel } from '../conversion.js';
import { tlpIds } from '../ids/standard.js';
import {
  isJsonArray,
  isJsonObject,
  objectsOf,
  textOf,
  textsOf,
  type Json,
  type JsonObject,
} from '../json.js';
import { knownTlp, stricter, tlpOf } from './tlp.js';

/** The markings that the objects of an item can refer to. */
interface KnownMarkings {
  /** Id of a TLP marking -> its level. */
  readonly levels: ReadonlyMap<string, TlpLevel>;
  /** Ids of all other markings in the source. */
  readonly statements: ReadonlySet<string>;
}

/**
 * Gives each object exactly one TLP: the configured level, or the level of the source if that is stricter, which OpenCTI
 * would keep anyway (docs/opencti-api.md#upserts). Other markings stay. The TLP markings of the source, in any form, are
 * replaced by the five of OpenCTI. The marking of a part of an object applies to the whole object, because OpenCTI has no
 * granular markings (STIX 2.1 section 7.2.3).
 */
export function applyMarkings(objects: readonly JsonObject[], context: StepContext): readonly JsonObject[] {
  const markings = markingsOf(objects);
  const marked: JsonObject[] = [];
  for (const object of objects) {
    const isMarking = object.type === 'marking-definition';
    const result = isMarking
      ? ownMarking(object, markings, context)
      : markedObject(object, markings, context);
    if (result !== undefined) marked.push(result);
  }
  return marked;
}

function markingsOf(objects: readonly JsonObject[]): KnownMarkings {
  const levels = new Map(knownTlp);
  const statements = new Set<string>();
  for (const object of objects) {
    if (object.type !== 'marking-definition') continue;
    const id = textOf(object, 'id') ?? '';
    const level = tlpOf(object);
    if (level === undefined) statements.add(id);
    else levels.set(id, level);
  }
  return { levels, statements };
}

/** Returns a marking of the source in the form to send; undefined for a TLP marking. */
function ownMarking(
  object: JsonObject,
  markings: KnownMarkings,
  context: StepContext,
): JsonObject | undefined {
  const objectId = textOf(object, 'id') ?? '';
  if (markings.statements.has(objectId)) return statementMarking(object, context);
  const level = markings.levels.get(objectId);
  if (level !== undefined && tlpIds[level] !== objectId)
    context.note({
      code: 'replaced-marking',
      objectId,
      message: `Replaced by OpenCTI's marking TLP:${level.toUpperCase()}.`,
    });
  return undefined;
}

function markedObject(
  object: JsonObject,
  { levels, statements }: KnownMarkings,
  { settings, note }: StepContext,
): JsonObject {
  if (object.object_marking_refs === undefined && object.granular_markings === undefined) {
    return { ...object, object_marking_refs: [tlpIds[settings.tlp]] };
  }
  let level = settings.tlp;
  const others = new Set<string>();
  for (const ref of [...textsOf(object, 'object_marking_refs'), ...granularMarkingRefs(object)]) {
    const own = levels.get(ref);
    if (own !== undefined) level = stricter(level, own);
    else if (statements.has(ref)) others.add(ref);
    else
      note({
        code: 'dropped-marking',
        objectId: textOf(object, 'id') ?? '',
        message: `Removed the marking ${ref}, which is not in the bundle.`,
      });
  }
  const marked = { ...object, object_marking_refs: [tlpIds[level], ...[...others].sort()] };
  if (object.granular_markings === undefined) return marked;
  const granular = readableGranularMarkings(object, statements);
  if (JSON.stringify(granular) !== JSON.stringify(object.granular_markings))
    note({
      code: 'dropped-marking',
      objectId: textOf(object, 'id') ?? '',
      message:
        'Removed parts of granular_markings: a TLP applies to the whole object, and other parts select nothing.',
    });
  return { ...marked, granular_markings: granular };
}

function granularMarkingRefs(object: JsonObject): readonly string[] {
  return objectsOf(object, 'granular_markings').flatMap((marking) => textOf(marking, 'marking_ref') ?? []);
}

/**
 * Returns the granular markings that are still valid (STIX 2.1 section 7.2.3): each has a language or a marking in `kept`,
 * and each selector finds a property.
 */
function readableGranularMarkings(
  object: JsonObject,
  kept: ReadonlySet<string>,
): readonly JsonObject[] | undefined {
  const readable = objectsOf(object, 'granular_markings').flatMap((marking) => {
    const ref = textOf(marking, 'marking_ref');
    const selectors = textsOf(marking, 'selectors').filter((selector) => findsProperty(object, selector));
    const isKept = ref === undefined ? textOf(marking, 'lang') !== undefined : kept.has(ref);
    return isKept && selectors.length > 0 ? [{ ...marking, selectors }] : [];
  });
  return readable.length > 0 ? readable : undefined;
}

function findsProperty(object: JsonObject, selector: string): boolean {
  let at: Json | undefined = object;
  for (const step of selector.split('.')) {
    const index = /^\[(\d+)\]$/.exec(step)?.[1];
    if (index !== undefined) at = isJsonArray(at) ? at[Number(index)] : undefined;
    else at = isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    if (at === undefined) return false;
  }
  return true;
}

/** Returns a marking other than TLP with the text that OpenCTI reads and the properties of STIX 2.1 section 7.2.1. */
function statementMarking(object: JsonObject, { note }: StepContext): JsonObject {
  const sent = statement(object);
  const lost = Object.keys(object).filter((name) => object[name] !== undefined && sent[name] === undefined);
  const isWhole = isJsonObject(object.definition) ? Object.keys(object.definition).length === 1 : true;
  if (!isWhole) lost.push('definition (all but the text)');
  if (lost.length > 0)
    note({
      code: 'dropped-property',
      objectId: textOf(object, 'id') ?? '',
      message: `Removed from a marking, because OpenCTI keeps only its text: ${lost.sort().join(', ')}.`,
    });
  return sent;
}

function statement(object: JsonObject): JsonObject {
  const { type, spec_version, id, created, name, external_references, extensions, definition } = object;
  const openctiType = textOf(object, 'x_opencti_definition_type');
  const openctiText = textOf(object, 'x_opencti_definition');
  const definitionType = textOf(object, 'definition_type') ?? 'statement';
  const text =
    (isJsonObject(definition) ? textOf(definition, definitionType) : undefined) ??
    (typeof definition === 'string' ? definition : undefined) ??
    textOf(object, 'name') ??
    openctiText ??
    `Marking of the source without a text (${textOf(object, 'id') ?? ''})`;
  const isPlain = isJsonObject(definition) && typeof definition[definitionType] === 'string';
  const sentType = isPlain ? definitionType : 'statement';
  const marking = {
    type,
    spec_version,
    id,
    created,
    name,
    external_references,
    extensions,
    definition_type: sentType,
    definition: { [sentType]: text },
  };
  if (openctiType === undefined || openctiText === undefined) return marking;
  return {
    ...marking,
    x_opencti_definition_type: openctiType,
    x_opencti_definition: openctiText,
    x_opencti_order: object.x_opencti_order,
    x_opencti_color: object.x_opencti_color,
  };
}
