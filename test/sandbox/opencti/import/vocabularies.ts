import { isRecord, type StixObject } from '../stix.js';
import { inExtension } from './extensions.js';
import { vocabularies, type PropertyFact } from './facts.js';
import { take, type Taken } from './scalars.js';

export type Words = ReturnType<typeof wordBook>;

export function wordBook() {
  const made = new Map<string, string>();
  const key = (category: string, word: string): string => `${category} ${word.toLowerCase()}`;
  const known = (category: string, word: string): string | undefined =>
    made.get(key(category, word)) ??
    vocabularies.get(category)?.find((own) => own.toLowerCase() === word.toLowerCase());
  return {
    take(categories: readonly string[], word: string, mayMake: boolean): string | undefined {
      const own = categories.map((category) => known(category, word)).find((found) => found !== undefined);
      if (own !== undefined) return own;
      const isElsewhere = [...vocabularies.keys()].some((category) => known(category, word) !== undefined);
      const [category] = categories;
      if (isElsewhere || !mayMake || category === undefined) return undefined;
      made.set(key(category, word), word);
      return word;
    },
  };
}

/** The importer creates a word only for an object whose declared type is the entity type. */
export function mayMakeWords(object: StixObject, entityType: string): boolean {
  const declared = object.x_opencti_type ?? inExtension(object, 'type') ?? object.type;
  return typeof declared === 'string' && declared.toLowerCase() === entityType.toLowerCase();
}

const single =
  /^(?:context|opinion|priority|result|severity|sophistication|gender|integrity_level|primary_motivation|resource_level|x_opencti_reliability|.*_(?:type|status|color))$/;

export function takeWords(
  { name, inputType, vocabularies: categories }: PropertyFact,
  value: unknown,
  words: Words,
  mayMake: boolean,
): Taken {
  const isList = inputType?.startsWith('list of') ?? !single.test(name);
  if (!isList && (Array.isArray(value) || isRecord(value))) return take('String', value);
  const kept: string[] = [];
  const members = Array.isArray(value) ? value : [value];
  for (const [index, member] of members.entries()) {
    const at = Array.isArray(value) ? `[${String(index)}]` : '';
    if (typeof member !== 'string') {
      const taken = take('String', member);
      return 'value' in taken ? taken : { message: taken.message, at };
    }
    const word = member.trim() === '' ? undefined : words.take(categories, member.trim(), mayMake);
    if (word !== undefined) kept.push(word);
  }
  return { value: isList ? kept : kept[0] };
}
