import { setTimeout } from 'node:timers/promises';

import { type Books, createBooks } from './books.js';
import { createCatalogue, indicatorId, type Item, nameOf } from './catalogue.js';
import { endOf } from './end.js';
import { playEpisode } from './episode.js';
import { chanceFrom } from './fate.js';
import type { History } from './history.js';
import { createWorld, type ModelWorld, type RunPlan } from './world.js';

export interface Verdict {
  /** Violations of the guarantees as sentences. */
  readonly complaints: readonly string[];
  /** The highest number of repeated deliveries of one version of an item because of kills. */
  readonly mostRepeats: number;
  readonly runs: number;
  readonly kills: number;
  /** How often each rule applied. */
  readonly counts: Readonly<Record<Rule, number>>;
}

/** Of docs/architecture.md#cursor. */
export type Rule = keyof Books['counts'] | 'givenUp';

/** Milliseconds. A history takes less than one second; a run that waits forever must not stop the tests. */
const patience = 10_000;

/** Plays a history, ends it with a clean run, and returns what was lost, repeated or delayed. */
export async function play(history: History): Promise<Verdict> {
  const world = await createWorld(Date.UTC(2026, 0, 1), history.version);
  const timer = new AbortController();
  const hangs = setTimeout(patience, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`run ${world.runs()} does not end`);
  });
  try {
    return await Promise.race([playIn(world, history), hangs]);
  } finally {
    timer.abort();
    await world.close();
  }
}

async function playIn(world: ModelWorld, { first, episodes, doomed }: History): Promise<Verdict> {
  const catalogue = createCatalogue(world);
  for (const one of first) catalogue.publish(one);
  const books = createBooks(world);
  const lostCause = doomed === undefined ? undefined : catalogue.items[doomed];
  const always = lostCause === undefined || doomed === undefined ? [] : [doomed];
  for (const { upgrades, refusesImport = [], ...episode } of episodes) {
    if (upgrades === true) upgrade(world, books);
    for (const item of refusesImport.map((pick) => catalogue.pick(pick)))
      if (item !== undefined) world.platform.refuseImport(indicatorId(item), 'refused by the model');
    await playEpisode({ ...episode, forbidden: [...episode.forbidden, ...always] }, world, catalogue, books);
  }
  const isDoomed = lostCause?.listed === true;
  const forbidden = isDoomed ? { onRequest: forbid(lostCause) } : {};
  const complaints = await endOf(world, catalogue, books, {
    ...forbidden,
    async then() {
      await repeatRefused(world, books, forbidden);
      return isDoomed ? giveUp(lostCause, world, books) : [];
    },
  });
  return {
    complaints,
    mostRepeats: books.mostRepeats(),
    runs: world.runs(),
    kills: books.kills(),
    counts: { ...books.counts, givenUp: isDoomed ? 1 : 0 },
  };
}

function upgrade(world: ModelWorld, books: Books): void {
  world.upgrade();
  books.upgrade();
}

/** The next version of the program delivers what was refused, and OpenCTI accepts that. */
async function repeatRefused(
  world: ModelWorld,
  books: Books,
  forbidden: Pick<RunPlan, 'onRequest'>,
): Promise<void> {
  world.platform.acceptImports();
  if (books.expectRefused() === 0) return;
  upgrade(world, books);
  books.close(await world.run({ ...forbidden, chance: chanceFrom(5), options: { retryFailed: true } }));
  world.platform.importAll();
}

const forbid =
  ({ id }: Item): NonNullable<RunPlan['onRequest']> =>
  (_service, { path }) =>
    path.endsWith(`/${id}.stix`) ? { status: 403 } : undefined;

/** Longer than an item is retried. */
const long = 31 * 86_400_000;

/** The run that gives an item up names it, later ones leave it alone, and the queue keeps it. */
async function giveUp(item: Item, world: ModelWorld, books: Books): Promise<readonly string[]> {
  const name = nameOf(item);
  const isGivenUp = async (): Promise<boolean> => {
    const waiting = (await world.waiting(item.kind))[item.id];
    return waiting?.lack === 'item' && waiting.nextTry === undefined;
  };
  world.pass(long);
  const last = await world.run({ chance: chanceFrom(6), onRequest: forbid(item) });
  books.close(last);
  const named = last.events.filter(
    ({ type, kind, id, nextTry }) =>
      type === 'failed' && kind === item.kind && id === item.id && nextTry === undefined,
  );
  const complaints = [
    ...(named.length === 1 ? [] : [`${name} was given up and reported ${named.length} times`]),
    ...((await isGivenUp()) ? [] : [`${name} was not given up`]),
  ];
  const next = await world.run({ chance: chanceFrom(7) });
  books.close(next);
  const again = next.events.some(({ kind, id }) => kind === item.kind && id === item.id);
  return [
    ...complaints,
    ...(again ? [`${name} was tried again without a request`] : []),
    ...((await isGivenUp()) ? [] : [`${name} was given up and forgotten`]),
  ];
}
