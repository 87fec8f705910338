import type { ItemKind } from '../../src/kinds.js';
import type { Episode, Publication, Shift } from '../sync/model/history.js';

/** One hour of the year: what happens to both services before and during its run. */
export interface Hour {
  readonly episode: Episode;
  /** Messages that OpenCTI's workers import before the run. */
  readonly imports: number;
  /** The objects of new bundles are refused at their import. */
  readonly refusesImports: boolean;
  readonly revokesTokens: boolean;
  /** OpenCTI's token is replaced before the run; the operator configures the new one after it. */
  readonly rotatesToken: boolean;
  readonly configuresToken: boolean;
  readonly command: 'reset' | undefined;
  readonly binary: boolean;
  /** A run that ends with a failure is expected. */
  readonly troubled: boolean;
}

type Trouble = 'source' | 'platform' | 'broker' | 'downloads' | 'pushes' | 'token';

interface Span {
  readonly what: Trouble;
  readonly hours: number;
  left: number;
}

/**
 * Returns one hour after another.
 * @param calm no accidents, so that all that happened before comes to its end
 * @param items that were published so far
 */
export type Year = (index: number, calm: boolean, items: number) => Hour;

export function createYear(chance: () => number): Year {
  let trouble: Span | undefined;
  /** Hours until the workers run again. */
  let idleWorkers = 0;
  /** Picks of items whose download is forbidden for longer. */
  let stubborn: { readonly pick: number; left: number }[] = [];
  const once = (hours: number): boolean => chance() * hours < 1;
  const below = (n: number): number => Math.floor(chance() * n);
  const pick = <T>(from: readonly [T, ...T[]]): T => from[below(from.length)] ?? from[0];
  const kind = (): ItemKind => pick(['reports', 'bundles']);

  const publication = (): Publication => ({
    kind: kind(),
    hoursLate: once(4) ? below(80) : 0,
    stix: once(12) ? 'empty' : 'good',
  });

  function nextTrouble(): Span | undefined {
    if (trouble !== undefined && trouble.left > 0) return trouble;
    trouble = undefined;
    if (!once(100)) return undefined;
    const what = pick<Trouble>(['source', 'platform', 'broker', 'downloads', 'pushes', 'token']);
    const isLong = (what === 'source' || what === 'platform') && once(8);
    const hours = isLong ? 24 + below(48) : 1 + below(what === 'token' ? 3 : 9);
    trouble = { what, hours, left: hours };
    return trouble;
  }

  /** Workers that stop for some hours leave a queue, which the broker can lose. */
  function stopWorkers(): void {
    if (idleWorkers > 0) idleWorkers -= 1;
    else if (once(60)) idleWorkers = 1 + below(12);
  }

  function accident(index: number): Episode['accident'] {
    if (index % 2920 === 500) return 'reset';
    if (index % 4380 === 250) return 'connector-deleted';
    if (once(500)) return 'lost-state';
    if (idleWorkers === 1 && once(2)) return 'queue-lost';
    return once(250) ? 'work-deleted' : 'none';
  }

  return (index, calm, items) => {
    const current = calm ? undefined : nextTrouble();
    const what = current?.what;
    const begins = current !== undefined && current.left === current.hours;
    if (current !== undefined) current.left -= 1;
    stopWorkers();
    const publications = Array.from({ length: once(16) ? 1 + below(3) : 0 }, publication);
    const recent = (): number => Math.max(0, items + publications.length - 1 - below(4));
    stubborn = calm ? [] : stubborn.filter((one) => (one.left -= 1) > 0);
    if (!calm && once(300)) stubborn.push({ pick: recent(), left: 1 + below(40 * 24) });
    // An outage can begin in the middle of a run.
    const from = begins && once(2) ? below(8) : 0;
    const resets = !calm && index % 2920 === 150;
    const stopsBroker = what === undefined && !calm && publications.length > 0 && once(20);
    const killed = !calm && once(40);
    const episode: Episode = {
      hours: 1,
      publications,
      updates: once(60) ? [below(1e6)] : [],
      accident: calm || what !== undefined ? 'none' : accident(index),
      shifts: once(80)
        ? [
            {
              atPage: 1 + below(2),
              what: pick<Shift['what']>(['publish', 'publish-late', 'remove']),
              kind: kind(),
              pick: below(1e6),
            },
          ]
        : [],
      forbidden: [...(!calm && once(10) ? [recent()] : []), ...stubborn.map((one) => one.pick)],
      refused: !calm && once(10) ? [recent()] : [],
      outage: what === 'source' || what === 'platform' ? { service: what, from } : undefined,
      refusesAll:
        what === 'downloads'
          ? { service: 'source', from }
          : what === 'pushes'
            ? { service: 'platform', from }
            : undefined,
      brokerDiesAt: what === 'broker' ? 1 : stopsBroker ? 5 : undefined,
      resetAt: resets ? 3 : undefined,
      killAt: killed ? 1 + below(12) : undefined,
      maxItems: once(100) ? 1 + below(3) : undefined,
      only: once(100) ? kind() : undefined,
      seed: below(1e9),
    };
    return {
      episode,
      imports: calm || idleWorkers === 0 ? Infinity : idleWorkers === 1 ? 0 : below(2),
      refusesImports: !calm && once(20),
      revokesTokens: once(50),
      rotatesToken: what === 'token' && begins,
      configuresToken: what === 'token' && current?.left === 0,
      command: !calm && what === undefined && index % 2920 === 350 ? 'reset' : undefined,
      binary: once(100),
      troubled: what !== undefined || resets || stopsBroker,
    };
  };
}
