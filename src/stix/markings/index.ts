import type { TlpLevel } from '../conversion.js';
import { tlpIds } from '../ids/index.js';
import { isJsonArray, isJsonObject, objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { granularMarkingRefs, readableGranularMarkings } from './granular.js';
import { knownTlp, stricter, tlpOf } from './tlp.js';

export { tlpMarking } from './tlp.js';

/**
 * What marks an object of the item with exactly one TLP: the configured level, or the source's own where that is
 * stricter (the platform would keep the stricter one anyway: docs/opencti-api.md#upserts). A marking on a part of an
 * object counts for all of it, because the platform knows no granular markings. Other markings stay; the source's
 * TLP objects, whatever their form, give way to the platform's five: for these it answers undefined.
 *
 * @param objects all of the item: the markings among them say what the references mean. What the function answers has
 * the properties `more`, too: one copy for both.
 */
export function marker(
  objects: readonly JsonObject[],
  configured: TlpLevel,
  note: TakeNote,
): (object: JsonObject, more: JsonObject) => JsonObject | undefined {
  const levels = new Map(knownTlp);
  const statements = new Set<string>();
  for (const object of objects) {
    if (object.type !== 'marking-definition') continue;
    const id = textOf(object, 'id') ?? '';
    const level = tlpOf(object);
    if (level === undefined) statements.add(id);
    else levels.set(id, level);
  }
  return (object, more) => {
    if (object.type !== 'marking-definition')
      return marked(object, more, configured, levels, statements, note);
    const id = textOf(object, 'id') ?? '';
    if (statements.has(id)) return statementMarking(object, note);
    const level = levels.get(id);
    if (level !== undefined && tlpIds[level] !== id)
      note({
        code: 'replaced-marking',
        objectId: id,
        message: `Sent as OpenCTI's own TLP:${level.toUpperCase()}.`,
      });
    return undefined;
  };
}

function marked(
  object: JsonObject,
  more: JsonObject,
  configured: TlpLevel,
  levels: ReadonlyMap<string, TlpLevel>,
  statements: ReadonlySet<string>,
  note: TakeNote,
): JsonObject {
  if (object.object_marking_refs === undefined && object.granular_markings === undefined)
    return { ...object, ...more, object_marking_refs: [tlpIds[configured]] };
  let level = configured;
  const others = new Set<string>();
  for (const ref of [...textsOf(object, 'object_marking_refs'), ...granularMarkingRefs(object)]) {
    const own = levels.get(ref);
    if (own !== undefined) level = stricter(level, own);
    else if (statements.has(ref)) others.add(ref);
    else
      note({
        code: 'dropped-marking',
        objectId: textOf(object, 'id') ?? '',
        message: `The marking ${ref} is not in the bundle: the platform would drop it.`,
      });
  }
  const markedObject = { ...object, ...more, object_marking_refs: [tlpIds[level], ...[...others].sort()] };
  if (object.granular_markings === undefined) return markedObject;
  const granular = readableGranularMarkings(object, statements);
  if (JSON.stringify(granular) !== JSON.stringify(object.granular_markings))
    note({
      code: 'dropped-marking',
      objectId: textOf(object, 'id') ?? '',
      message:
        'Parts of granular_markings were left out: a TLP counts for the whole object, the rest leads nowhere.',
    });
  return { ...markedObject, granular_markings: granular };
}

/** A marking that is none of TLP's, with the text that the importer reads, and nothing that a marking has not. */
function statementMarking(object: JsonObject, note: TakeNote): JsonObject {
  const sent = statement(object);
  const lost = Object.keys(object).filter((name) => object[name] !== undefined && sent[name] === undefined);
  const isWhole = isJsonObject(object.definition) ? Object.keys(object.definition).length === 1 : true;
  if (!isWhole) lost.push('definition (all but the text)');
  if (lost.length > 0)
    note({
      code: 'dropped-property',
      objectId: textOf(object, 'id') ?? '',
      message: `Left out of a marking, which is little more than its text: ${lost.sort().join(', ')}.`,
    });
  return sent;
}

function statement(object: JsonObject): JsonObject {
  const { type, spec_version, id, created, name, external_references, extensions } = object;
  const marking = { type, spec_version, id, created, name, external_references, extensions };
  const openctiType = textOf(object, 'x_opencti_definition_type');
  const openctiText = textOf(object, 'x_opencti_definition');
  const definitionType = textOf(object, 'definition_type') ?? 'statement';
  const { definition } = object;
  const text =
    (isJsonObject(definition) ? textOf(definition, definitionType) : undefined) ??
    (typeof definition === 'string' ? definition : undefined) ??
    textOf(object, 'name') ??
    openctiText ??
    `Marking of the source without a text (${textOf(object, 'id') ?? ''})`;
  const isPlain = isJsonObject(definition) && typeof definition[definitionType] === 'string';
  return {
    ...marking,
    ...(isPlain
      ? { definition_type: definitionType, definition: { [definitionType]: text } }
      : { definition_type: 'statement', definition: { statement: text } }),
    ...(openctiType !== undefined &&
      openctiText !== undefined && {
        x_opencti_definition_type: openctiType,
        x_opencti_definition: openctiText,
        x_opencti_order: object.x_opencti_order,
        x_opencti_color: object.x_opencti_color,
      }),
  };
}

/** The TLP levels that the objects refer to, by id. */
export function usedTlpLevels(objects: readonly JsonObject[]): readonly TlpLevel[] {
  const used = new Set<TlpLevel>();
  const use = ({ object_marking_refs: refs }: JsonObject): void => {
    if (!isJsonArray(refs)) return;
    for (const ref of refs) {
      const level = typeof ref === 'string' ? knownTlp.get(ref) : undefined;
      if (level !== undefined) used.add(level);
    }
  };
  for (const object of objects) {
    use(object);
    if (object.x_opencti_files !== undefined) objectsOf(object, 'x_opencti_files').forEach(use);
  }
  return [...used].sort();
}
