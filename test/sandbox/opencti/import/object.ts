import { text, texts, type StixObject } from '../stix.js';
import { cvssFault } from './cvss.js';
import { hasOperations, isInferred, noRight, obey, operationsFault } from './directives.js';
import { clientFault, platformFault } from './domain.js';
import { entityType } from './entity-types.js';
import { extensionFault, inExtension, readProperty } from './extensions.js';
import { isImportable, types, type TypeFact } from './facts.js';
import { dropped, inputError, lost, missingElements, pythonError, pythonType, type Fault } from './faults.js';
import { stixIdFault } from './ids.js';
import { observablesOf, storedPattern, type Observable } from './indicator-patterns.js';
import { lacksEnds, linkFault, withGuessedTimes, type RelationshipFault } from './links.js';
import { observableLack } from './observables.js';
import { readProperties, type Values } from './properties.js';
import { isOwnReference, nestedReferences, registryValueFault, resolve } from './references.js';
import type { EntityStore } from './store.js';
import type { Words } from './vocabularies.js';

export interface Platform {
  readonly store: EntityStore;
  readonly words: Words;
  readonly notAllowed: RelationshipFault;
  readonly now: () => number;
}

export type Verdict =
  | {
      readonly kind: 'stored';
      readonly stored: StixObject;
      readonly lostProperties: readonly string[];
      readonly observables: readonly Observable[];
      readonly error?: string;
    }
  | { readonly kind: 'command'; readonly done: string }
  | Fault;

export function importObject(sent: StixObject, platform: Platform): Verdict {
  const fault = typeFault(sent) ?? extensionFault(sent) ?? referenceShapeFault(sent);
  if (fault !== undefined) return fault;
  const command = obey(sent, platform.store);
  if (command !== undefined) {
    if ('fault' in command) return command.fault;
    return command.done === 'nothing' ? dropped : { kind: 'command', done: command.done };
  }
  const fact = types.get(text(sent, 'type') ?? '');
  if (fact === undefined || isInferred(sent)) return dropped;
  return importKnown(withGuessedTimes(sent), fact, platform);
}

/** Beside other objects the splitter removes such a type; alone it reaches the worker. */
export const incompatible = 'Incompatible element in bundle';

function typeFault({ type }: StixObject): Fault | undefined {
  if (type === undefined) return lost;
  if (typeof type !== 'string') return pythonError(`'${pythonType(type)}' object has no attribute 'lower'`);
  return isImportable(type) ? undefined : pythonError(incompatible);
}

/** A list in place of a single reference passes the splitter and breaks the worker. */
function referenceShapeFault(object: StixObject): Fault | undefined {
  return Object.entries(object).some(([key, value]) => key.endsWith('_ref') && Array.isArray(value))
    ? lost
    : undefined;
}

function importKnown(sent: StixObject, fact: TypeFact, platform: Platform): Verdict {
  const early = lacksEnds(sent) ? dropped : fact.group === 'observable' ? undefined : clientFault(sent);
  if (early !== undefined) return early;
  const badId = stixIdFault(sent.id);
  if (badId !== undefined)
    return fact.group === 'observable'
      ? inputError('stix_id', '', badId)
      : inputError('input', '.stix_id', badId);
  const read = readProperties(sent, fact, platform.words, platform.now);
  if ('fault' in read) return read.fault;
  const linked = resolveAll(sent, fact, platform);
  if ('fault' in linked) return linked.fault;
  const values = new Map([...read.values, ...linked.values]);
  const fault = ownFault(sent, fact, values, platform) ?? operationsFault(sent);
  if (fault !== undefined) return fault;
  const known = platform.store.find(sent.id);
  // Without the right to use operations, the existing object stays as it was.
  if (known !== undefined && hasOperations(sent))
    return { kind: 'stored', stored: known.object, lostProperties: [], observables: [], error: noRight };
  return arrive(sent, fact, values, platform);
}

function resolveAll(
  object: StixObject,
  fact: TypeFact,
  { store }: Platform,
): { readonly values: Values } | { readonly fault: Fault } {
  const values = new Map<string, unknown>();
  const type = text(object, 'type') ?? '';
  for (const property of Object.keys(object)) {
    if (!isOwnReference(type, property) || isEndOfLink(fact, property)) continue;
    if (property.endsWith('granted_refs')) {
      values.set(property, undefined);
      continue;
    }
    const resolved = resolve(object, property, store.find);
    if ('fault' in resolved) return resolved;
    const { found } = resolved;
    values.set(property, found.length === 0 ? undefined : property.endsWith('_refs') ? found : found[0]);
  }
  const author = inExtension(object, 'created_by_ref');
  if (author !== undefined) {
    const resolved = resolve({ id: object.id, type, created_by_ref: author }, 'created_by_ref', store.find);
    if ('fault' in resolved) return resolved;
  }
  return { values };
}

function isEndOfLink(fact: TypeFact, property: string): boolean {
  const isLink = fact.group === 'relationship';
  return (
    isLink &&
    /^(?:x_opencti_)?(?:source_ref|target_ref|sighting_of_ref|where_sighted_refs|observed_data_refs)$/.test(
      property,
    )
  );
}

function ownFault(sent: StixObject, fact: TypeFact, values: Values, platform: Platform): Fault | undefined {
  if (fact.group === 'observable') return observableLack(sent, { ...sent, ...Object.fromEntries(values) });
  if (fact.group === 'relationship') return linkFault(sent, platform.store.find, platform.notAllowed);
  return platformFault(sent) ?? cvssFault(sent) ?? unresolvedFault(sent, values);
}

function unresolvedFault(sent: StixObject, values: Values): Fault | undefined {
  if (sent.type === 'observed-data') {
    const isEmpty = values.get('object_refs') === undefined && typeof sent.objects !== 'object';
    if (sent.number_observed === undefined)
      return inputError(
        'input',
        '.number_observed',
        'Expected value of non-null type "Int!" not to be null.',
      );
    return isEmpty ? missingElements('Observed-Data', 'objects') : undefined;
  }
  if (sent.type === 'security-coverage' && values.get('covered_ref') === undefined)
    return missingElements('Security-Coverage', 'objectCovered');
  return undefined;
}

function arrive(sent: StixObject, fact: TypeFact, values: Values, platform: Platform): Verdict {
  const { store } = platform;
  const type = entityType(sent);
  const nested =
    fact.group === 'observable'
      ? nestedReferences(sent, type, store.find)
      : { kept: new Set<string>(), fault: undefined };
  const later = nested.fault ?? registryValueFault(sent);
  const { object, lostProperties } = split(sent, fact, values, nested.kept);
  const isTask = sent.type === 'task' || sent.type === 'x-opencti-task';
  const entity = store.put(completed(object, type), !isTask);
  return {
    kind: 'stored',
    stored: entity.object,
    // An empty value does not replace the existing one.
    lostProperties: lostProperties.filter((property) => isNothing(entity.object[property])),
    observables: createsObservables(sent, fact) ? observablesOf(text(sent, 'pattern') ?? '') : [],
    ...(later?.kind === 'refused' ? { error: later.error } : {}),
  };
}

/** Read as instructions, not stored under these names. */
const control =
  /^(?:id|type|spec_version|extensions|is_inferred|x_opencti_(?:id|type|location_type|create_indicator|create_observables|ignore_dates)|create_observables|identity_class|city|country|region|objects|values|coverage|definition|definition_type)$/;

function split(
  sent: StixObject,
  fact: TypeFact,
  values: Values,
  nested: ReadonlySet<string>,
): { readonly object: StixObject; readonly lostProperties: readonly string[] } {
  const kept: Record<string, unknown> = {};
  const lostProperties: string[] = [];
  for (const [property, value] of Object.entries(sent)) {
    const isRead = values.has(property);
    const known = isRead || nested.has(property) || control.test(property) || isLinkProperty(fact, property);
    // No user of the platform is known here.
    const isPerson = /(?:assignee|participant)_ids$/.test(property);
    const read = isRead ? values.get(property) : known ? value : undefined;
    const stored = isPerson ? undefined : read;
    if (stored !== undefined) kept[property] = stored;
    const isLost = isPerson ? value !== null : (isRead || !known) && isNothing(stored);
    if (isLost) lostProperties.push(property);
  }
  return { object: { ...kept, id: sent.id }, lostProperties };
}

function isLinkProperty(fact: TypeFact, property: string): boolean {
  return fact.properties.has(property) && isEndOfLink(fact, property);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What the platform fills in, rewrites or skips without an error. */
function completed(object: StixObject, type: string): StixObject {
  const value = text(object, 'value');
  const isLower = type === 'Domain-Name' || type === 'Email-Addr';
  return {
    ...object,
    ...(type === 'Indicator' ? indicatorDefaults(object) : {}),
    ...(object.type === 'location' && object.name === undefined
      ? { name: object.city ?? object.country ?? object.region }
      : {}),
    ...(value !== undefined && isLower ? { value: value.toLowerCase() } : {}),
    ...ownIds(object),
  };
}

function ownIds(object: StixObject): Readonly<Record<string, unknown>> {
  const ids: Record<string, unknown> = {};
  for (const property of ['stix_ids', 'x_opencti_stix_ids']) {
    if (Array.isArray(object[property])) ids[property] = [...texts(object, property), object.id];
  }
  return ids;
}

function indicatorDefaults(object: StixObject): Readonly<Record<string, unknown>> {
  const mainType = object.x_opencti_main_observable_type ?? 'Unknown';
  const pattern = text(object, 'pattern') ?? '';
  return {
    name: object.name ?? object.pattern,
    pattern: storedPattern(text(object, 'pattern_type') ?? '', pattern) ?? pattern,
    valid_from: object.valid_from ?? object.created,
    x_opencti_score: object.x_opencti_score ?? 50,
    x_opencti_main_observable_type: mainType === 'File' ? 'StixFile' : mainType,
  };
}

function createsObservables(sent: StixObject, fact: TypeFact): boolean {
  if (sent.type !== 'indicator' || String(sent.pattern_type).toLowerCase() !== 'stix') return false;
  return ['x_opencti_create_observables', 'create_observables'].some((name) => {
    const property = fact.properties.get(name);
    return property !== undefined && readProperty(sent, property)?.value === true;
  });
}
