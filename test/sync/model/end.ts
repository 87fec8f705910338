import type { Books } from './books.js';
import { type Catalogue, nameOf } from './catalogue.js';
import { chanceFrom } from './fate.js';
import type { RunEnd, RunPlan, World } from './world.js';

export interface BeforeTheEnd {
  /** Of the runs that import what is left. */
  readonly onRequest?: RunPlan['onRequest'];
  /** After them and before the clean run; returns complaints. */
  readonly then?: () => Promise<readonly string[]>;
}

/** Ends a history with clean runs, and returns what was lost, repeated or delayed, as sentences. */
export async function endOf(
  world: World,
  catalogue: Catalogue,
  books: Books,
  { onRequest, then = () => Promise.resolve([]) }: BeforeTheEnd = {},
): Promise<string[]> {
  world.platform.startBroker();
  await importEverything(world, books, onRequest);
  const complaints = await then();
  const clean = await world.run({ chance: chanceFrom(1), options: { retryFailed: true } });
  books.close(clean);
  const before = world.deliveries.length;
  const quiet = await world.run({ chance: chanceFrom(2) });
  return [
    ...complaints,
    ...shortcomings(clean, catalogue),
    ...(quiet.summary?.outcome === 'nothing-new' && world.deliveries.length === before
      ? []
      : [`the run after it delivered ${world.deliveries.length - before}`]),
    ...books.missing(catalogue),
    ...notImported(world, catalogue, books),
    ...books.repeated(),
    ...books.mistaken(),
    ...books.toldAgain(),
  ];
}

/** A loss is noticed by the second run without progress, which delivers its items again. */
async function importEverything(world: World, books: Books, onRequest: RunPlan['onRequest']): Promise<void> {
  for (let round = 0; round < 2; round++) {
    world.platform.importAll();
    const plan = { chance: chanceFrom(3 + round), options: { retryFailed: true } };
    books.close(await world.run(onRequest === undefined ? plan : { ...plan, onRequest }));
  }
}

/** Whatever happened between acceptance and import, OpenCTI has each item, or a run named it. */
function notImported({ platform }: World, { items }: Catalogue, books: Books): string[] {
  platform.importAll();
  const stored = JSON.stringify([...platform.stored.values()]);
  return items
    .filter(({ listed, kind, empty }) => listed && !(kind === 'bundles' && empty))
    .filter((item) => !stored.includes(`item:${nameOf(item)}:v`) && !books.named(item))
    .map((item) => `${nameOf(item)} was neither imported nor named`);
}

/** Only items that were removed from the list can still fail. */
function shortcomings({ summary, refused }: RunEnd, { items }: Catalogue): string[] {
  if (summary === undefined) return [`the clean run ended: ${refused ?? 'killed'}`];
  const gone = new Set(items.filter(({ listed }) => !listed).map(({ id }) => id));
  const failures = summary.failures.filter(({ id }) => !gone.has(id));
  return summary.failure === undefined && failures.length === 0
    ? []
    : [`the clean run ended ${summary.outcome}: ${JSON.stringify([summary.failure, failures])}`];
}
