import { keepAuthorApart, noteForeignAuthors } from './author.js';
import { each, type Step, type StepContext } from './context.js';
import { normalizeIds } from './input/normalize-ids.js';
import { readObjects } from './input/read-objects.js';
import type { JsonObject } from './json.js';
import { readMarkings } from './markings/read.js';
import { FactsOfPatterns } from './pattern/facts.js';
import { mergeDuplicates } from './merge.js';
import { addPlatformProperties } from './platform-properties.js';
import { pruneDanglingRefs } from './references/prune.js';
import { assignDeterministicIds } from './references/replace-ids.js';
import { retypeRelationships } from './relationships/retype.js';
import { splitSightings, standardSightingEnds } from './relationships/sightings.js';
import { keepUsableExternalReferences } from './repair/external-references.js';
import { limitConfidence } from './repair/confidence.js';
import { repairPattern } from './repair/indicator.js';
import { fillName } from './repair/names.js';
import { dropUnknownHashes, fillPayloadHashes } from './repair/hashes.js';
import { renamePlainProperties } from './repair/plain-properties.js';
import {
  dropIncomplete,
  fillCommandLines,
  fillEmptyContainer,
  fillRequiredProperties,
} from './repair/required.js';
import { orderTimes } from './repair/times.js';
import { settleWords } from './importer/words.js';
import { withoutReferencesToTasks } from './references/tasks.js';
import { keepKnownProperties } from './importer/known-properties.js';
import { upgradeObjects } from './upgrade/upgrade.js';
import { normalizeObservableValue } from './values/observable-value.js';

/** In order: each step can rely on those before it. For a repair, see docs/architecture.md#a-repair-rule. */
const steps: readonly Step[] = [
  // Before a step removes or replaces a value that restricts an object.
  readMarkings,
  // One object per id, so that each version of an object is upgraded once.
  mergeDuplicates,
  // All other steps read STIX 2.1 only.
  upgradeObjects,
  each(
    // The value can change the type (an address in a domain-name), and the type decides about the properties.
    normalizeObservableValue,
    standardSightingEnds,
    // From here on, each property has a type that STIX 2.1 and OpenCTI allow, and none is a command.
    keepKnownProperties,
  ),
  fillPayloadHashes,
  each(dropUnknownHashes, renamePlainProperties),
  // Takes the name of a file before an over-long one is shortened.
  fillCommandLines,
  each(
    // Before names and required properties, which are taken from external ids.
    keepUsableExternalReferences,
    // Before required properties: the country of a location is taken from its name.
    fillName,
    fillRequiredProperties,
    // Needs the entity type, which the required properties decide.
    settleWords,
    // After the missing times have been filled in.
    orderTimes,
    // After the pattern type has been filled in, and before the id is computed from the pattern.
    repairPattern,
  ),
  // What is still incomplete cannot be repaired.
  dropIncomplete,
  // The content is final now except for author, markings and relationship types.
  assignDeterministicIds,
  keepAuthorApart,
  // Objects whose ids were replaced can be equal to others now.
  mergeDuplicates,
  noteForeignAuthors,
  // After the authors of the source have been noted.
  addPlatformProperties,
  withoutReferencesToTasks,
  // After everything that removes objects; it removes objects that become incomplete, too.
  pruneDanglingRefs,
  // Needs the places that are left.
  splitSightings,
  // Needs both ends of each relationship.
  retypeRelationships,
  each(
    limitConfidence,
    // After all references that lead nowhere are gone.
    fillEmptyContainer,
  ),
];

/** The objects to send (docs/opencti-api.md#import-rules) as `content`; those of the source as `read`. */
export function contentObjects(
  stix: unknown,
  context: Omit<StepContext, 'sourceIds' | 'patterns' | 'bundles'>,
): { readonly content: readonly JsonObject[]; readonly read: readonly JsonObject[] } {
  const { objects: given, bundles } = readObjects(stix, context);
  const source = normalizeIds(given, context);
  const sourceIds = new Set(source.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])));
  const complete: StepContext = { ...context, sourceIds, patterns: new FactsOfPatterns(), bundles };
  const content = steps.reduce<readonly JsonObject[]>((objects, step) => step(objects, complete), source);
  return { content, read: given };
}
