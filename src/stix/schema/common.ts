/** The common properties of all objects (STIX 2.1 section 3.2). */
import {
  anything,
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
import { extensions } from './extensions.js';

const externalReference = object({
  source_name: string,
  description: string,
  url: string,
  hashes,
  external_id: string,
});

export const killChainPhases = list(
  object({ kill_chain_name: required(string), phase_name: required(string) }),
);

const granularMarking = object({
  lang: string,
  marking_ref: reference('marking-definition'),
  selectors: required(list(string)),
});

/** Properties of OpenCTI; it does not import an object with a value of the wrong type (docs/opencti-api.md#properties). */
const opencti = {
  x_opencti_score: integer(0, 100),
  x_opencti_description: string,
  x_opencti_aliases: list(string),
  x_opencti_labels: list(string),
  x_opencti_stix_ids: list(string),
  x_opencti_create_indicator: boolean,
  x_opencti_create_observables: boolean,
  x_opencti_detection: boolean,
  x_opencti_main_observable_type: string,
  x_opencti_order: integer(),
  x_opencti_reliability: string,
  x_opencti_type: string,
  x_opencti_location_type: string,
  x_opencti_content: string,
  x_opencti_created_by_ref: reference('identity'),
  x_opencti_files: list(
    object({
      name: required(string),
      data: string,
      mime_type: string,
      no_trigger_import: boolean,
      object_marking_refs: references('marking-definition'),
    }),
  ),
  x_mitre_id: string,
} satisfies Table;

const head = { type: required(string), spec_version: required(string), id: required(string) } satisfies Table;

const tail = {
  revoked: boolean,
  labels: list(string),
  confidence: integer(0, 100),
  lang: string,
  external_references: list(externalReference),
  object_marking_refs: references('marking-definition'),
  granular_markings: list(granularMarking),
  extensions,
} satisfies Table;

/** Returns the table of a domain or relationship object, in the order of the standard. */
export function datedObject<T extends Table>(properties: T) {
  return {
    ...head,
    created_by_ref: reference('identity'),
    created: required(timestamp),
    modified: required(timestamp),
    ...properties,
    ...tail,
    ...opencti,
  };
}

/** Returns the table of an observable. Labels and external references are additions of OpenCTI. */
export function observableObject<T extends Table>(properties: T) {
  return { ...head, ...properties, ...tail, defanged: boolean, ...opencti };
}

/** STIX 2.1 section 7.2.1. A marking has no `modified`; `applyMarkings` removes its own markings. */
export const markingDefinition = {
  ...head,
  created: required(timestamp),
  definition_type: string,
  name: string,
  // Some feeds write the text itself here; `applyMarkings` reads it.
  definition: anything,
  external_references: list(externalReference),
  extensions,
  x_opencti_definition_type: string,
  x_opencti_definition: string,
  x_opencti_order: integer(),
  x_opencti_color: string,
} satisfies Table;

export const freeDictionary: PropertyType = dictionary(anything);
