import type { StixObject } from '../stix.js';
import { entityType } from './entity-types.js';
import { readProperty } from './extensions.js';
import type { PropertyFact, TypeFact } from './facts.js';
import { functionalError, inputError, platformError, pythonError, pythonType, type Fault } from './faults.js';
import {
  readExternalReferences,
  readFiles,
  readHashes,
  readKillChainPhases,
  readLabels,
  readTags,
  type Nested,
} from './nested.js';
import { variableOf } from './observables.js';
import { take, type Taken } from './scalars.js';
import { mayMakeWords, takeWords, type Words } from './vocabularies.js';

export type Values = ReadonlyMap<string, unknown>;

const markdown = new Set(['description', 'contact_information', 'content', 'x_opencti_content', 'abstract']);

const elsewhere =
  /^(?:.*_refs?|labels|x_opencti_labels|x_opencti_tags|(?:x_opencti_)?(?:external_references|kill_chain_phases|files)|hashes|values|definition|definition_type|identity_class|objects|coverage|opencti_upsert_operations)$/;

/** Defaults in place of null; other properties are stored without a value. */
const nullDefaults: Readonly<Record<string, unknown>> = {
  confidence: 100,
  first_seen: '1970-01-01T00:00:00.000Z',
  last_seen: '5138-11-16T09:46:40.000Z',
  is_family: false,
  is_multipart: false,
};

const vocabularyNeeded = new Set(['context', 'opinion', 'pattern_type']);

/** Kill chain phases are kept on these types alone. */
const withPhases = new Set([
  'Attack-Pattern',
  'Indicator',
  'Infrastructure',
  'Malware',
  'Tool',
  'Kill-Chain-Phase',
]);

export function readProperties(
  object: StixObject,
  fact: TypeFact,
  words: Words,
  now: () => number,
): { readonly values: Values } | { readonly fault: Fault } {
  const values = new Map<string, unknown>();
  const variable = fact.group === 'observable' ? variableOf(object) : 'input';
  for (const [property, nested] of containers(object, fact, variable)) {
    if ('fault' in nested) return nested;
    values.set(property, nested.kept);
  }
  const mayMake = mayMakeWords(object, entityType(object));
  for (const same of fact.inputs) {
    for (const property of same) {
      if (elsewhere.test(property.name)) continue;
      const read = readProperty(object, property);
      if (read === undefined) continue;
      const taken = takeProperty(property, read.value, fact, words, mayMake);
      if (taken === undefined) {
        if (read.from === 'top') values.set(property.name, undefined);
        continue;
      }
      if (!('value' in taken)) return { fault: faultOf(property, read.value, fact, variable, taken) };
      const fault = rangeFault(property, taken.value);
      if (fault !== undefined) return { fault };
      if (isEmptyWord(property, read.value, taken.value))
        return {
          fault: functionalError(
            `Missing required elements for ${entityType(object)} creation (${property.name})`,
          ),
        };
      if (read.from === 'top')
        values.set(property.name, withDefault(property, read.value, taken.value, object, now));
      // Of names that fill the same field, the first existing one counts.
      break;
    }
  }
  return { values };
}

function* containers(object: StixObject, fact: TypeFact, variable: string): Generator<[string, Nested]> {
  const isKept = withPhases.has(entityType(object));
  for (const [property, value] of Object.entries(object)) {
    switch (property) {
      case 'labels':
      case 'x_opencti_labels':
        yield [property, readLabels(value)];
        break;
      case 'x_opencti_tags':
        yield [property, readTags(value)];
        break;
      case 'external_references':
      case 'x_opencti_external_references':
        yield [property, readExternalReferences(value)];
        break;
      case 'kill_chain_phases':
      case 'x_opencti_kill_chain_phases': {
        const read = readKillChainPhases(value);
        yield [property, 'fault' in read || isKept ? read : { kept: undefined }];
        break;
      }
      case 'files':
      case 'x_opencti_files':
        yield [property, readFiles(value)];
        break;
      case 'hashes': {
        if (fact.group !== 'observable') break;
        const read = readHashes(value, variable);
        const isHashed = fact.properties.get('hashes')?.goesTo !== null;
        yield [property, 'fault' in read || isHashed ? read : { kept: undefined }];
        break;
      }
    }
  }
}

function takeProperty(
  property: PropertyFact,
  value: unknown,
  fact: TypeFact,
  words: Words,
  mayMake: boolean,
): Taken | undefined {
  const { name, inputType } = property;
  if (value === null && property.vocabularies.length === 0)
    return property.nullRefuses
      ? { message: `Expected value of non-null type "${graphqlType(inputType)}!" not to be null.`, at: '' }
      : { value: undefined };
  if (property.vocabularies.length > 0)
    return value === null ? { value: undefined } : takeWords(property, value, words, mayMake);
  if (inputType === null) return { value };
  const taken = take(inputType, value);
  if (!('value' in taken)) return taken;
  if (fact.group !== 'observable' && markdown.has(name) && typeof taken.value === 'string')
    return { value: taken.value.replace(/<code>([\s\S]*?)<\/code>/g, '`$1`') };
  return name.endsWith('aliases') && Array.isArray(taken.value)
    ? { value: [...new Set(taken.value)].filter((alias) => alias !== '') }
    : taken;
}

function graphqlType(inputType: string | null): string {
  return inputType === 'Int32' ? 'Int' : (inputType ?? 'String');
}

function faultOf(
  { name, goesTo }: PropertyFact,
  value: unknown,
  { group }: TypeFact,
  variable: string,
  { message, at }: { readonly message: string; readonly at: string },
): Fault {
  if (group !== 'observable' && markdown.has(name) && value !== null)
    return pythonError(`expected string or bytes-like object, got '${pythonType(value)}'`);
  const fields =
    goesTo === null || goesTo.startsWith('vocabulary.') ? ['', variable, name] : goesTo.split('.');
  // Arguments of their own have no path: `stixCyberObservableAdd.x_opencti_score`.
  const [, own = name, field] = fields;
  return field === undefined ? inputError(own, '', message) : inputError(own, `.${field}${at}`, message);
}

function rangeFault({ goesTo, inputType }: PropertyFact, value: unknown): Fault | undefined {
  if (typeof value !== 'number') return undefined;
  if (goesTo?.endsWith('.x_opencti_score') === true && (value < 0 || value > 100))
    return platformError('VALIDATION_ERROR', 'The score should be an integer between 0 and 100');
  // The index keeps 32-bit floats.
  if (inputType === 'Float' && !Number.isFinite(Math.fround(value)))
    return platformError('DATABASE_ERROR', 'Bulk indexing fail');
  return undefined;
}

function isEmptyWord({ name, vocabularies }: PropertyFact, sent: unknown, kept: unknown): boolean {
  return (
    vocabularies.length > 0 && vocabularyNeeded.has(name) && kept === undefined && String(sent).trim() !== ''
  );
}

function withDefault(
  { name }: PropertyFact,
  sent: unknown,
  value: unknown,
  object: StixObject,
  now: () => number,
): unknown {
  if (name === 'confidence' && typeof value === 'number') return Math.min(100, Math.max(0, value));
  if (sent !== null) return value;
  if (name === 'created' || name === 'modified') return new Date(now()).toISOString();
  if (name === 'valid_from') return object.created;
  return nullDefaults[name];
}
