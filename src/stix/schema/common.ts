/** The common properties of all objects (STIX 2.1 section 3.2). */
import {
  anything,
  filledText,
  int32,
  boolean,
  dictionary,
  hashes,
  integer,
  list,
  object,
  reference,
  references,
  required,
  string,
  timestamp,
  type PropertyType,
  type Table,
} from './property-types.js';
import { extensionsWith } from './extensions.js';

const extensions = extensionsWith(new Map());

export const externalReference = object({
  source_name: string,
  description: string,
  url: string,
  hashes,
  external_id: string,
});

export const killChainPhase = object({
  kill_chain_name: required(filledText),
  phase_name: required(filledText),
  x_opencti_order: int32,
});

export const killChainPhases = list(killChainPhase);

/** OpenCTI replaces a number out of range by the nearest one (docs/opencti-api.md#limits-of-the-importer). */
const confidence: PropertyType<number> = {
  read: (value, onChange) => {
    const given = integer().read(value, onChange);
    if (given === undefined || (given >= 0 && given <= 100)) return given;
    onChange('converted');
    return Math.min(Math.max(given, 0), 100);
  },
};

const granularMarking = object({
  lang: string,
  marking_ref: reference('marking-definition'),
  selectors: required(list(string)),
});

const head = { type: required(string), spec_version: required(string), id: required(string) } satisfies Table;

const tail = {
  revoked: boolean,
  labels: list(string),
  confidence,
  lang: string,
  external_references: list(externalReference),
  object_marking_refs: references('marking-definition'),
  granular_markings: list(granularMarking),
  extensions,
} satisfies Table;

/** Domain and relationship objects, in the order of the standard. */
export function datedObject<T extends Table>(properties: T) {
  return {
    ...head,
    created_by_ref: reference('identity'),
    created: required(timestamp),
    modified: required(timestamp),
    ...properties,
    ...tail,
  };
}

/** Labels and external references are additions of OpenCTI. */
export function observableObject<T extends Table>(properties: T) {
  return { ...head, ...properties, ...tail, defanged: boolean };
}

/** STIX 2.1 section 7.2.1. A marking has no `modified`; `statementMarking` removes its own markings. */
export const markingDefinition = {
  ...head,
  created: required(timestamp),
  definition_type: string,
  name: string,
  // Some feeds write the text itself here; `statementMarking` reads it.
  definition: anything,
  external_references: list(externalReference),
  extensions,
  x_opencti_definition_type: string,
  x_opencti_definition: string,
  x_opencti_order: integer(),
  x_opencti_color: string,
} satisfies Table;

export const freeDictionary: PropertyType = dictionary(anything);
