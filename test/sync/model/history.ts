import fc from 'fast-check';
import type { ItemKind } from '../../../src/kinds.js';

import { platformVersions } from '../../tools/constants.js';

/** Hours are before the moment of publication: an old date makes it a late one. */
export interface Publication {
  readonly kind: ItemKind;
  readonly hoursLate: number;
  readonly stix: 'good' | 'empty';
}

/** While the list is read. */
export interface Shift {
  readonly atPage: number;
  readonly what: 'publish' | 'publish-late' | 'remove';
  readonly kind: ItemKind;
  readonly pick: number;
}

export interface Episode {
  readonly hours: number;
  readonly publications: readonly Publication[];
  /** Picks of items whose entries change. */
  readonly updates: readonly number[];
  readonly accident:
    'none' | 'reset' | 'lost-state' | 'connector-deleted' | 'queue-lost' | 'imported' | 'work-deleted';
  readonly shifts: readonly Shift[];
  /** Picks of items whose download is forbidden in this run. */
  readonly forbidden: readonly number[];
  readonly refused: readonly number[];
  readonly outage: { readonly service: 'source' | 'platform'; readonly from: number } | undefined;
  /** From this request on, one service refuses every push or download for the same reason. */
  readonly refusesAll: { readonly service: 'source' | 'platform'; readonly from: number } | undefined;
  readonly brokerDiesAt: number | undefined;
  /** "Reset connector state" is pressed at this request to the platform. */
  readonly resetAt: number | undefined;
  readonly killAt: number | undefined;
  readonly maxItems: number | undefined;
  readonly only: ItemKind | undefined;
  readonly seed: number;
  /** Another version of the program plays this and the following episodes. */
  readonly upgrades?: boolean;
  /** Picks of items whose object is refused at each import from now on. */
  readonly refusesImport?: readonly number[];
}

const kind = fc.constantFrom<ItemKind>('reports', 'bundles');
/** In this number of episodes out of 1000. */
const sometimes = <T>(once: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.tuple(fc.nat(999), value).map(([luck, drawn]) => (luck * once < 1000 ? drawn : undefined));

const publication: fc.Arbitrary<Publication> = fc.record({
  kind,
  hoursLate: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(80) }),
  stix: fc.oneof(
    { weight: 9, arbitrary: fc.constant<'good' | 'empty'>('good') },
    { weight: 1, arbitrary: fc.constant<'good' | 'empty'>('empty') },
  ),
});

const episode: fc.Arbitrary<Episode> = fc.record({
  hours: fc.nat(30),
  publications: fc.array(publication, { maxLength: 5 }),
  updates: fc.array(fc.nat(), { maxLength: 2 }),
  accident: fc.oneof(
    { weight: 12, arbitrary: fc.constant<Episode['accident']>('none') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Episode['accident'][]>('reset', 'lost-state', 'connector-deleted'),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Episode['accident'][]>('queue-lost', 'imported', 'work-deleted'),
    },
  ),
  shifts: fc.array(
    fc.record({
      atPage: fc.nat(6),
      what: fc.constantFrom<Shift['what'][]>('publish', 'publish-late', 'remove'),
      kind,
      pick: fc.nat(),
    }),
    { maxLength: 2 },
  ),
  forbidden: fc.array(fc.nat(), { maxLength: 1 }),
  refused: fc.array(fc.nat(), { maxLength: 1 }),
  outage: sometimes(
    4,
    fc.record({ service: fc.constantFrom('source' as const, 'platform' as const), from: fc.nat(40) }),
  ),
  refusesAll: sometimes(
    6,
    fc.record({ service: fc.constantFrom('source' as const, 'platform' as const), from: fc.nat(20) }),
  ),
  brokerDiesAt: sometimes(8, fc.nat(30)),
  resetAt: sometimes(10, fc.nat(30)),
  killAt: sometimes(1.3, fc.nat(120)),
  maxItems: sometimes(8, fc.integer({ min: 1, max: 6 })),
  only: sometimes(8, kind),
  seed: fc.integer(),
  upgrades: sometimes(5, fc.constant(true)).map((drawn) => drawn === true),
  refusesImport: sometimes(13, fc.nat()).map((pick) => (pick === undefined ? [] : [pick])),
});

export const history = fc.record({
  version: fc.constantFrom(...platformVersions),
  first: fc.array(publication, { maxLength: 10 }),
  episodes: fc.array(episode, { minLength: 1, maxLength: 7 }),
  /** One of the first items: its download is forbidden until it has been given up. */
  doomed: sometimes(8, fc.nat(9)),
});

export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;
