import type { StixObject } from '../stix.js';
import { isStixObject, text } from '../stix.js';
import { readBundle } from './bundle.js';
import type { Observable } from './indicator-patterns.js';
import { importObject, type Platform, type Verdict } from './object.js';
import { defaultRelationships, relationshipJudge } from './relationships.js';
import { split } from './splitter.js';
import { entityStore } from './store.js';
import { wordBook } from './vocabularies.js';

export interface ImportedObject {
  readonly id: string;
  readonly type: string;
  /** `lost`: no error, and the work stays incomplete. `dropped`: no error, and the work looks complete. */
  readonly result: 'arrived' | 'arrived-without-property' | 'refused' | 'lost' | 'dropped' | 'command';
  /** With `arrived…`, the error came after the object had been stored. */
  readonly error?: string;
  /** Properties that were sent and are not kept, unknown ones included. */
  readonly lostProperties: readonly string[];
  readonly stored?: StixObject;
  /** `[entity type, value]` of what the platform creates of an indicator's pattern. */
  readonly observables: readonly Observable[];
}

export interface ImportOutcome {
  readonly push: 'accepted' | 'refused';
  readonly objects: readonly ImportedObject[];
  /** At the end, context included, by the ids as sent. */
  readonly stored: ReadonlyMap<string, StixObject>;
  readonly observables: readonly Observable[];
}

/** Pushes JSON texts into a new platform: the sandbox's importer without HTTP, queue and works. */
export function importBundles(
  bundles: readonly string[],
  context: readonly StixObject[] = [],
): ImportOutcome {
  const platform = newPlatform();
  for (const object of context) importObject(object, platform);
  let push: ImportOutcome['push'] = 'accepted';
  const objects: ImportedObject[] = [];
  for (const bundle of bundles) {
    const sent = readBundle(bundle)?.objects ?? [];
    const parts = sent.length === 0 ? undefined : split(sent);
    if (parts === undefined) {
      push = 'refused';
      objects.push(...sent.map((object) => unstored(object, { kind: 'refused', error: 'Invalid bundle' })));
      continue;
    }
    objects.push(...parts.dropped.map((object) => unstored(object, { kind: 'dropped' })));
    objects.push(...parts.queued.map((object) => imported(object, importObject(object, platform))));
  }
  return {
    push,
    objects,
    stored: platform.store.stored,
    observables: objects.flatMap(({ observables }) => observables),
  };
}

const allowed = relationshipJudge(defaultRelationships());

function newPlatform(): Platform {
  return { store: entityStore(), words: wordBook(), notAllowed: allowed, now: Date.now };
}

function unstored(object: unknown, verdict: Exclude<Verdict, { kind: 'stored' }>): ImportedObject {
  const { id, type } = isStixObject(object) ? { id: object.id, type: text(object, 'type') ?? '' } : nobody;
  return {
    id,
    type,
    result: verdict.kind,
    lostProperties: [],
    observables: [],
    ...(verdict.kind === 'refused' ? { error: verdict.error } : {}),
  };
}

const nobody = { id: '', type: '' };

function imported(object: StixObject, verdict: Verdict): ImportedObject {
  if (verdict.kind !== 'stored') return unstored(object, verdict);
  const { stored, lostProperties, observables, error } = verdict;
  return {
    id: object.id,
    type: text(object, 'type') ?? '',
    result: lostProperties.length === 0 ? 'arrived' : 'arrived-without-property',
    stored,
    lostProperties,
    observables,
    ...(error === undefined ? {} : { error }),
  };
}
