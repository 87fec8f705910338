import { entityType, isImportable, isObservableType } from './entity-types.js';
import { observableFault } from './observables.js';
import { isWellFormedPattern } from './patterns.js';
import { isRecord, references, text, texts, withReferences, type StixObject } from './stix.js';

/** The result for one object (docs/opencti-api.md#import-rules). */
export type Verdict =
  | { readonly kind: 'store'; readonly object: StixObject }
  /** Counted as processed, stored nowhere, told nowhere. */
  | { readonly kind: 'lost' }
  /** The worker breaks on it: not even counted. */
  | { readonly kind: 'crash' }
  | { readonly kind: 'error'; readonly message: string; readonly source: string };

export interface Platform {
  readonly find: (id: string) => StixObject | undefined;
  /** The five TLP levels are there from the start. */
  readonly exists: (id: string) => boolean;
  readonly relationshipFault: (type: string, from: string, to: string) => string | undefined;
}

/** Judges one object by what the platform holds at this moment. */
export function judge(object: StixObject, platform: Platform): Verdict {
  const type = text(object, 'type');
  if (type === undefined) return { kind: 'crash' };
  if (!isImportable(type))
    return {
      kind: 'error',
      message: 'Incompatible element in bundle',
      source: `Element ${object.id} is incompatible and couldn't be processed`,
    };
  const bad = [object.id, ...references(object)].find((id) => !isStixId(id));
  if (bad !== undefined)
    return refused(
      object,
      'BAD_USER_INPUT',
      `Variable "$input" has invalid value at ${bad === object.id ? '.stix_id' : '.objects'}: Provided value ${bad} is not a valid STIX ID (UUID not valid)`,
    );
  const connected = missingEnds(object, type, platform);
  if (connected !== undefined) return connected;
  const lost = lossOf[type]?.some((property) => text(object, property) === undefined) ?? false;
  if (lost) return { kind: 'lost' };
  const fault = type === 'indicator' ? indicatorFault(object) : observableFault(object);
  if (fault !== undefined) return refused(object, fault.name, fault.message);
  return { kind: 'store', object: completed(withReferences(object, platform.exists), type) };
}

/** Without these the Python client skips the object in silence. */
const lossOf: Readonly<Record<string, readonly string[]>> = {
  indicator: ['pattern', 'pattern_type'],
  report: ['name', 'published'],
};

/** `type--uuid`, the UUID with a version of 1 to 8 and the RFC variant. */
function isStixId(id: string): boolean {
  return /^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id);
}

function missingEnds(object: StixObject, type: string, platform: Platform): Verdict | undefined {
  if (type !== 'relationship' && type !== 'sighting') return undefined;
  const ends =
    type === 'sighting'
      ? [text(object, 'sighting_of_ref') ?? '', ...texts(object, 'where_sighted_refs')]
      : [text(object, 'source_ref') ?? '', text(object, 'target_ref') ?? ''];
  const [from, to, ...others] = ends.map((id) => platform.find(id));
  if (from === undefined || (ends.length > 1 && to === undefined) || others.includes(undefined))
    return refused(object, 'MISSING_REFERENCE_ERROR', 'Element(s) not found');
  if (type === 'sighting' || to === undefined) return undefined;
  const fault = platform.relationshipFault(
    text(object, 'relationship_type') ?? '',
    entityType(from),
    entityType(to),
  );
  return fault === undefined ? undefined : refused(object, 'FUNCTIONAL_ERROR', fault);
}

function indicatorFault(object: StixObject): { name: string; message: string } | undefined {
  const patternType = text(object, 'pattern_type') ?? '';
  if (!isWellFormedPattern(patternType, text(object, 'pattern') ?? ''))
    return {
      name: 'FUNCTIONAL_ERROR',
      message: `Indicator of type ${patternType} is not correctly formatted.`,
    };
  const mainType = text(object, 'x_opencti_main_observable_type') ?? 'Unknown';
  if (!isObservableType(mainType))
    return { name: 'FUNCTIONAL_ERROR', message: `Observable type ${mainType} is not supported.` };
  const [from, until] = [text(object, 'valid_from'), text(object, 'valid_until')];
  if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from))
    return {
      name: 'VALIDATION_ERROR',
      message: 'The valid until date must be greater than the valid from date',
    };
  return undefined;
}

/** What the platform fills in, rewrites or skips without a word. */
function completed(object: StixObject, type: string): StixObject {
  const value = text(object, 'value');
  return {
    ...object,
    ...(type === 'indicator' ? indicatorDefaults(object) : {}),
    ...(value !== undefined && (type === 'domain-name' || type === 'email-addr')
      ? { value: value.toLowerCase() }
      : {}),
    ...(Array.isArray(object.external_references)
      ? { external_references: object.external_references.filter(pointsSomewhere) }
      : {}),
  };
}

function indicatorDefaults(object: StixObject): Readonly<Record<string, unknown>> {
  const mainType = object.x_opencti_main_observable_type ?? 'Unknown';
  return {
    name: object.name ?? object.pattern,
    valid_from: object.valid_from ?? object.created,
    x_opencti_score: object.x_opencti_score ?? 50,
    x_opencti_main_observable_type: mainType === 'File' ? 'StixFile' : mainType,
  };
}

function pointsSomewhere(reference: unknown): boolean {
  return isRecord(reference) && (reference.url ?? reference.external_id ?? null) !== null;
}

/** The worker's report: the object as it took it from the queue, and a Python dict as text. */
function refused(object: StixObject, name: string, message: string): Verdict {
  return {
    kind: 'error',
    message: `{'name': ${pythonText(name)}, 'error_message': ${pythonText(message)}}`,
    source: JSON.stringify({ ...object, nb_deps: 1 }),
  };
}

function pythonText(value: string): string {
  return value.includes("'") && !value.includes('"')
    ? `"${value.replaceAll('\\', '\\\\')}"`
    : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
