import { createBooks } from './books.js';
import { createCatalogue } from './catalogue.js';
import { endOf } from './end.js';
import { playEpisode } from './episode.js';
import type { History } from './history.js';
import { createWorld } from './world.js';

export interface Verdict {
  /** Violations of the guarantees as sentences. */
  readonly complaints: readonly string[];
  /** The highest number of repeated deliveries of one version of an item because of kills. */
  readonly mostRepeats: number;
  readonly runs: number;
  readonly kills: number;
}

/** Plays a history, ends it with a clean run, and returns what was lost, repeated or delayed. */
export async function play({ version, first, episodes }: History): Promise<Verdict> {
  const world = await createWorld(Date.UTC(2026, 0, 1), version);
  try {
    const catalogue = createCatalogue(world);
    for (const one of first) catalogue.publish(one);
    const books = createBooks(world);
    for (const episode of episodes) await playEpisode(episode, world, catalogue, books);
    const complaints = await endOf(world, catalogue, books);
    return { complaints, mostRepeats: books.mostRepeats(), runs: world.runs(), kills: books.kills() };
  } finally {
    await world.close();
  }
}
