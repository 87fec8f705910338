/** Domain objects (STIX 2.1 section 4) and relationship objects (STIX 2.1 section 5). */
import { datedObject, killChainPhases } from './common.js';
import {
  boolean,
  contentReferences,
  float,
  int32,
  list,
  reference,
  references,
  required,
  string,
  timestamp,
  vocabulary,
  type Table,
} from './property-types.js';
import * as words from './vocabularies.js';

const aliases = list(string);
const kill_chain_phases = killChainPhases;
const motivations = list(vocabulary(words.attackMotivation));
const seen = { first_seen: timestamp, last_seen: timestamp };

export const domainObjects = {
  'attack-pattern': datedObject({
    name: required(string),
    description: string,
    aliases,
    kill_chain_phases,
  }),

  campaign: datedObject({
    name: required(string),
    description: string,
    aliases,
    ...seen,
    objective: string,
  }),

  'course-of-action': datedObject({
    name: required(string),
    description: string,
  }),

  grouping: datedObject({
    name: string,
    description: string,
    context: required(vocabulary(words.groupingContext)),
    object_refs: required(contentReferences),
  }),

  identity: datedObject({
    name: required(string),
    description: string,
    roles: list(string),
    identity_class: vocabulary(words.identityClass),
    sectors: list(vocabulary(words.industrySector)),
    contact_information: string,
  }),

  incident: datedObject({
    name: required(string),
    description: string,
    kill_chain_phases,
  }),

  indicator: datedObject({
    name: string,
    description: string,
    indicator_types: list(vocabulary(words.indicatorType)),
    pattern: required(string),
    pattern_type: required(vocabulary(words.patternType)),
    pattern_version: string,
    valid_from: required(timestamp),
    valid_until: timestamp,
    kill_chain_phases,
  }),

  infrastructure: datedObject({
    name: required(string),
    description: string,
    infrastructure_types: list(vocabulary(words.infrastructureType)),
    aliases,
    kill_chain_phases,
    ...seen,
  }),

  'intrusion-set': datedObject({
    name: required(string),
    description: string,
    aliases,
    ...seen,
    goals: list(string),
    resource_level: vocabulary(words.attackResourceLevel),
    primary_motivation: vocabulary(words.attackMotivation),
    secondary_motivations: motivations,
  }),

  location: datedObject({
    name: string,
    description: string,
    latitude: float(),
    longitude: float(),
    precision: float(),
    region: vocabulary(words.region),
    country: string,
    administrative_area: string,
    city: string,
    street_address: string,
    postal_code: string,
  }),

  malware: datedObject({
    name: string,
    description: string,
    malware_types: list(vocabulary(words.malwareType)),
    is_family: required(boolean),
    aliases,
    kill_chain_phases,
    ...seen,
    operating_system_refs: references('software'),
    architecture_execution_envs: list(vocabulary(words.processorArchitecture)),
    implementation_languages: list(vocabulary(words.implementationLanguage)),
    capabilities: list(vocabulary(words.malwareCapability)),
    sample_refs: references('artifact', 'file'),
  }),

  'malware-analysis': datedObject({
    product: required(string),
    version: string,
    host_vm_ref: reference('software'),
    operating_system_ref: reference('software'),
    installed_software_refs: references('software'),
    configuration_version: string,
    modules: list(string),
    analysis_engine_version: string,
    analysis_definition_version: string,
    submitted: timestamp,
    analysis_started: timestamp,
    analysis_ended: timestamp,
    result_name: string,
    result: vocabulary(words.malwareResult),
    analysis_sco_refs: references(),
    sample_ref: reference(),
  }),

  note: datedObject({
    abstract: string,
    content: required(string),
    authors: list(string),
    object_refs: required(contentReferences),
  }),

  'observed-data': datedObject({
    first_observed: required(timestamp),
    last_observed: required(timestamp),
    number_observed: required(int32),
    object_refs: required(contentReferences),
  }),

  opinion: datedObject({
    explanation: string,
    authors: list(string),
    opinion: required(vocabulary(words.opinion)),
    object_refs: required(contentReferences),
  }),

  report: datedObject({
    name: required(string),
    description: string,
    report_types: list(vocabulary(words.reportType)),
    published: required(timestamp),
    object_refs: required(contentReferences),
  }),

  'threat-actor': datedObject({
    name: required(string),
    description: string,
    threat_actor_types: list(vocabulary(words.threatActorType)),
    aliases,
    ...seen,
    roles: list(vocabulary(words.threatActorRole)),
    // The platform's own, by which it distinguishes groups from persons.
    x_opencti_type: string,
    goals: list(string),
    sophistication: vocabulary(words.threatActorSophistication),
    resource_level: vocabulary(words.attackResourceLevel),
    primary_motivation: vocabulary(words.attackMotivation),
    secondary_motivations: motivations,
    personal_motivations: motivations,
  }),

  tool: datedObject({
    name: required(string),
    description: string,
    tool_types: list(vocabulary(words.toolType)),
    aliases,
    kill_chain_phases,
    tool_version: string,
  }),

  vulnerability: datedObject({
    name: required(string),
    description: string,
  }),

  relationship: datedObject({
    relationship_type: required(string),
    description: string,
    source_ref: required(reference()),
    target_ref: required(reference()),
    start_time: timestamp,
    stop_time: timestamp,
  }),

  sighting: datedObject({
    description: string,
    ...seen,
    count: int32,
    sighting_of_ref: required(reference()),
    observed_data_refs: references('observed-data'),
    // The standard has the first two; OpenCTI imports all (docs/opencti-api.md#sightings).
    where_sighted_refs: references('identity', 'location', 'malware', 'observed-data'),
    summary: boolean,
  }),
} satisfies Record<string, Table>;
