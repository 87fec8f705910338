import { setTimeout } from 'node:timers/promises';

import { createBooks } from './books.js';
import { createCatalogue } from './catalogue.js';
import { endOf } from './end.js';
import { playEpisode } from './episode.js';
import type { History } from './history.js';
import { createWorld, type World } from './world.js';

export interface Verdict {
  /** Violations of the guarantees as sentences. */
  readonly complaints: readonly string[];
  /** The highest number of repeated deliveries of one version of an item because of kills. */
  readonly mostRepeats: number;
  readonly runs: number;
  readonly kills: number;
}

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

async function playIn(world: World, { first, episodes }: History): Promise<Verdict> {
  const catalogue = createCatalogue(world);
  for (const one of first) catalogue.publish(one);
  const books = createBooks(world);
  for (const episode of episodes) await playEpisode(episode, world, catalogue, books);
  const complaints = await endOf(world, catalogue, books);
  return { complaints, mostRepeats: books.mostRepeats(), runs: world.runs(), kills: books.kills() };
}
