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
  type MutableJsonObject,
} from '../json.js';
import { stricter } from './levels.js';
import { knownTlp } from './tlp.js';

/** ATT&CK's copyright statement, to which feeds refer without containing it. It restricts nobody. */
const publicStatements: ReadonlySet<string> = new Set([
  'marking-definition--fa42a846-8d90-4e51-bc29-71d5b4802168',
]);

/**
 * One TLP per object: the configured one, or a stricter one of the source (docs/opencti-api.md#upserts). An
 * unknown marking counts as TLP:RED (docs/opencti-api.md#markings); granular ones apply to the whole object.
 *
 * @param statements the ids of the markings in the bundle
 */
export function setMarkings(
  object: MutableJsonObject,
  statements: ReadonlySet<string>,
  context: StepContext,
): void {
  const { settings, note } = context;
  const { object_marking_refs: refs, granular_markings: granular } = object;
  if (refs === undefined && granular === undefined) {
    object.object_marking_refs = [tlpIds[settings.tlp]];
  } else {
    const objectId = textOf(object, 'id') ?? '';
    const given = [...textsOf(object, 'object_marking_refs'), ...granularMarkingRefs(object)];
    object.object_marking_refs = markingsFor(given, settings.tlp, objectId, statements, context);
    if (granular !== undefined) {
      object.granular_markings = readableGranularMarkings(object, statements);
      if (JSON.stringify(granular) !== JSON.stringify(object.granular_markings))
        note({
          code: 'dropped-marking',
          objectId,
          message:
            'Removed parts of granular_markings: a TLP applies to the whole object, and other parts select nothing.',
        });
    }
  }
}

/** One TLP, `least` or a stricter one, and the other markings among `given`. */
function markingsFor(
  given: readonly string[],
  least: TlpLevel,
  objectId: string,
  statements: ReadonlySet<string>,
  { note }: StepContext,
): readonly string[] {
  let level = least;
  const others = new Set<string>();
  for (const ref of new Set(given)) {
    const own = knownTlp.get(ref);
    if (own !== undefined) level = stricter(level, own);
    else if (statements.has(ref)) others.add(ref);
    else if (publicStatements.has(ref))
      note({
        code: 'dropped-marking',
        objectId,
        message: `Removed the marking ${ref}, which is not in the bundle.`,
      });
    else {
      level = 'red';
      note({
        code: 'unknown-marking',
        objectId,
        message: `Marked TLP:RED: the marking ${ref} is not in the bundle, so its level is unknown.`,
      });
    }
  }
  return [tlpIds[level], ...[...others].sort()];
}

function granularMarkingRefs(object: JsonObject): readonly string[] {
  return objectsOf(object, 'granular_markings').flatMap((marking) => textOf(marking, 'marking_ref') ?? []);
}

/** A valid one has a language or a kept marking and existing selectors (STIX 2.1 section 7.2.3). */
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

/** Gives a marking other than TLP the text that OpenCTI reads (STIX 2.1 section 7.2.1). */
export function statementMarking(object: JsonObject, { note }: StepContext): JsonObject {
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
