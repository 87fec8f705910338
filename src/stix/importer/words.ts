/** The words of vocabularies that OpenCTI stores (docs/opencti-api.md#vocabularies). */
import type { StepContext } from '../context.js';
import { entityType } from '../entity-type.js';
import { isJsonArray, textOf, type Json, type JsonObject } from '../json.js';
import { types, vocabularies } from './limits.js';
import { words } from './rows.js';

interface Vocabulary {
  /** The entity types for which an unknown word is created. */
  readonly entities: ReadonlySet<string>;
  /** In lower case. */
  readonly known: ReadonlySet<string>;
}

const byName = new Map(
  Object.entries(vocabularies).map(([name, { entityTypes, words: list }]): [string, Vocabulary] => [
    name,
    { entities: new Set(words(entityTypes)), known: new Set(list.split(',').map(normal)) },
  ]),
);

/** The importer does not create the word of another vocabulary a second time. */
const everyWord = new Set([...byName.values()].flatMap(({ known }) => [...known]));

/** Type -> property -> its vocabularies. */
const rows = new Map(
  Object.entries(types).flatMap(([type, { vocabularies: row }]) =>
    row === undefined ? [] : [[type, new Map(words(row).map(vocabulariesOf))] as const],
  ),
);

function vocabulariesOf(row: string): readonly [string, readonly Vocabulary[]] {
  const [property = '', names = ''] = row.split(':');
  return [property, names.split('|').flatMap((name) => byName.get(name) ?? [])];
}

function normal(word: string): string {
  return word.trim().toLowerCase();
}

/** Properties whose words the importer requires, with the word that says nothing. */
const required = new Map<string, string | undefined>([
  ['context', 'unspecified'],
  ['opinion', undefined],
  ['pattern_type', undefined],
]);

/** Notes words that OpenCTI cannot create. Undefined for an object that it would refuse for such a word. */
export function settleWords(object: JsonObject, { note }: Pick<StepContext, 'note'>): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  const properties = rows.get(type);
  if (properties === undefined) return object;
  const objectId = textOf(object, 'id') ?? '';
  let settled = object;
  let needsEntity = false;
  for (const [property, all] of properties) {
    const value = object[property];
    if (value === undefined) continue;
    const unknown = textsIn(value).filter((word) => !all.some(({ known }) => known.has(normal(word))));
    if (unknown.length === 0) continue;
    const entity = entityType(object);
    const vocabulary = all.find(({ entities }) => entities.has(entity)) ?? all[0];
    if (vocabulary === undefined) continue;
    for (const word of unknown) {
      if (vocabulary.entities.has(entity) && !everyWord.has(normal(word))) {
        needsEntity = true;
        continue;
      }
      if (!required.has(property)) {
        note({
          code: 'unstored-word',
          objectId,
          message: `OpenCTI does not store the word ${word} of ${property}, which it does not have in this vocabulary.`,
        });
        continue;
      }
      const filler = required.get(property);
      if (filler === undefined) {
        note({
          code: 'dropped-object',
          objectId,
          message: `Removed an object of type ${type}: OpenCTI has no word ${word} for ${property}.`,
        });
        return undefined;
      }
      note({
        code: 'changed-property',
        objectId,
        message: `Changed the property ${property} from ${word} to ${filler}: OpenCTI has no such word.`,
      });
      settled = { ...settled, [property]: filler };
    }
  }
  return needsEntity ? withEntityType(settled, type) : settled;
}

function textsIn(value: Json): readonly string[] {
  const items = isJsonArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string');
}

/** The importer creates words if it knows the entity type, by the type of STIX or by this property. */
function withEntityType(object: JsonObject, type: string): JsonObject {
  const entity = entityType(object);
  return entity.toLowerCase() === type ? object : { ...object, x_opencti_type: entity };
}
