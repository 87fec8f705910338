import { isRecord, text, type StixObject } from '../stix.js';
import { entityType, isObservableType, locationType, locationTypes } from './entity-types.js';
import { inExtension } from './extensions.js';
import { vocabularies } from './facts.js';
import {
  dropped,
  functionalError,
  inputError,
  missingElements,
  missingKey,
  platformError,
  pythonError,
  pythonType,
  type Fault,
} from './faults.js';
import { storedPattern } from './indicator-patterns.js';

const silent: Readonly<Record<string, readonly string[]>> = {
  indicator: ['pattern_type'],
  'malware-analysis': ['product', 'result_name'],
  note: ['content'],
  'observed-data': ['first_observed', 'last_observed'],
  opinion: ['opinion'],
  report: ['published'],
  'security-coverage': ['covered_ref'],
};

/** Properties that the Python client reads without a default, in its order. */
const readAlways: Readonly<Record<string, readonly string[]>> = {
  grouping: ['name', 'context'],
  'kill-chain-phase': ['kill_chain_name', 'phase_name'],
  label: ['value', 'color'],
  relationship: ['relationship_type'],
  vocabulary: ['name', 'category'],
};

const nameless = new Set([
  'indicator',
  'location',
  'malware-analysis',
  'marking-definition',
  'note',
  'observed-data',
  'opinion',
  'external-reference',
  'sighting',
]);

/** Raised before the client calls the platform: checked first. */
export function clientFault(object: StixObject): Fault | undefined {
  const type = text(object, 'type') ?? '';
  const always = readAlways[type] ?? (nameless.has(type) ? [] : ['name']);
  const missing = always.find((property) => object[property] === undefined);
  if (missing !== undefined) return missingKey(missing);
  if (type === 'indicator' && object.pattern === undefined && object.name === undefined)
    return missingKey('pattern');
  if (isPassedOver(object, type)) return dropped;
  if (type === 'location') return locationFault(object);
  if (type === 'marking-definition') return markingFault(object);
  if (type === 'threat-actor') return threatActorFault(object);
  return undefined;
}

function isPassedOver(object: StixObject, type: string): boolean {
  const isMissing = (property: string): boolean =>
    object[property] === undefined || object[property] === null;
  if (silent[type]?.some(isMissing) === true) return true;
  if (type === 'task' || type === 'x-opencti-task')
    return typeof object.name === 'string' && object.name.trim() === '';
  if (type === 'report') return object.name === '';
  if (type === 'external-reference') return typeof object.source_name !== 'string';
  if (type === 'indicator')
    return ['pattern', 'x_opencti_main_observable_type'].some((property) => object[property] === null);
  return false;
}

function threatActorFault(object: StixObject): Fault | undefined {
  const declared = object.x_opencti_type ?? inExtension(object, 'type') ?? object.resource_level;
  return declared === undefined || declared === null || typeof declared === 'string'
    ? undefined
    : pythonError(`'${pythonType(declared)}' object has no attribute 'lower'`);
}

function locationFault(object: StixObject): Fault | undefined {
  const isNamed = ['name', 'city', 'country', 'region'].some((property) => object[property] !== undefined);
  if (!isNamed) return dropped;
  const kind = locationType(object);
  if (!locationTypes.includes(kind))
    return functionalError(
      `Invalid location type ${kind}, please provide one of ${locationTypes.join(', ')}`,
    );
  return undefined;
}

function markingFault(object: StixObject): Fault | undefined {
  const { definition_type: kind, definition, name } = object;
  if (object.x_opencti_definition_type !== undefined && object.x_opencti_definition !== undefined)
    return undefined;
  const isNamed = typeof name === 'string';
  if (kind === undefined || definition === undefined) return isNamed ? undefined : dropped;
  if (typeof kind === 'string' && kind.toLowerCase() === 'tlp') {
    const level = isRecord(definition) ? definition.tlp : definition;
    return typeof level === 'string'
      ? undefined
      : pythonError(`'${pythonType(level)}' object has no attribute 'upper'`);
  }
  const text = isRecord(definition) ? definition[typeof kind === 'string' ? kind : ''] : definition;
  return typeof text === 'string' || isNamed ? undefined : missingKey('name');
}

/** Names that must not be empty; the second set accepts blanks, stored as an empty name. */
const emptyNames = new Set([
  'case-rfi',
  'x-opencti-case-rfi',
  'case-rft',
  'x-opencti-case-rft',
  'feedback',
  'x-opencti-feedback',
  'grouping',
  'identity',
  'indicator',
]);
const blankNames = new Set([
  'case-incident',
  'incident',
  'location',
  'report',
  'security-coverage',
  'threat-actor',
]);

const elements: Readonly<Record<string, string>> = {
  'attack-pattern': 'x_mitre_id - name',
  'course-of-action': 'x_mitre_id - name',
  'threat-actor': 'name - opencti_type',
  incident: 'name - created',
  'case-incident': 'name - created',
  'x-opencti-case-incident': 'name - created',
  location: 'name - x_opencti_location_type',
};

/** Faults of the platform itself; checked after the types of the values. */
export function platformFault(sent: StixObject): Fault | undefined {
  const type = text(sent, 'type') ?? '';
  const name = sent.name;
  if (typeof name === 'string' && name.trim() === '' && !nameless.has(type) && !emptyNames.has(type)) {
    if (name === '' || !blankNames.has(type))
      return missingElements(entityType(sent), elements[type] ?? 'name');
  }
  if (type === 'location' && name === '') return missingElements(entityType(sent), elements[type] ?? 'name');
  if (type === 'note' && sent.content === '')
    return missingElements('Note', 'content - created - attribute_abstract');
  if (type === 'indicator') return indicatorFault(sent);
  if (type === 'observed-data') return observedDataFault(sent);
  if (type === 'vocabulary') return vocabularyFault(sent);
  if (type === 'external-reference' && !isIdentified(sent))
    return missingElements('External-Reference', 'url - source_name - external_id');
  const alias = [sent.aliases, sent.x_opencti_aliases].flat().some((word) => word === ' ');
  return alias ? missingElements(entityType(sent), elements[type] ?? 'name') : undefined;
}

function isIdentified(object: StixObject): boolean {
  return text(object, 'url') !== undefined || text(object, 'external_id') !== undefined;
}

function vocabularyFault(object: StixObject): Fault | undefined {
  const category = String(object.category);
  return vocabularies.has(category)
    ? undefined
    : inputError('input', '.category', `Value "${category}" does not exist in "VocabularyCategory" enum.`);
}

function observedDataFault(object: StixObject): Fault | undefined {
  return isBefore(object.last_observed, object.first_observed)
    ? platformError(
        'DATABASE_ERROR',
        'You cant create an observed data with last_observed less than first_observed',
      )
    : undefined;
}

function indicatorFault(object: StixObject): Fault | undefined {
  const patternType = text(object, 'pattern_type') ?? '';
  if (storedPattern(patternType, text(object, 'pattern') ?? '') === undefined)
    return functionalError(`Indicator of type ${patternType} is not correctly formatted.`);
  const mainType =
    text(object, 'x_opencti_main_observable_type') ?? text(object, 'main_observable_type') ?? '';
  if (!isObservableType(mainType)) return functionalError(`Observable type ${mainType} is not supported.`);
  return isBefore(object.valid_until, object.valid_from ?? object.created)
    ? platformError('VALIDATION_ERROR', 'The valid until date must be greater than the valid from date')
    : undefined;
}

export function isBefore(first: unknown, second: unknown): boolean {
  return typeof first === 'string' && typeof second === 'string' && Date.parse(first) < Date.parse(second);
}
