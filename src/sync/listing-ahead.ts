import { openCursor, type State } from '../state/index.js';
import type { Kind, ThreatVision } from '../threatvision/index.js';
import type { SyncOptions } from './options.js';

type Window = Pick<SyncOptions, 'kinds' | 'since' | 'only' | 'lookback'>;

/** From when on (unix seconds) a run over this state lists a kind. */
export const listingStart = (
  state: State,
  kind: Kind,
  { since, lookback }: Pick<Window, 'since' | 'lookback'>,
): number => since ?? openCursor(state[kind], lookback).listFrom();

/**
 * Begins to list while the platform is still being asked which state counts: mostly it is the local one. The lists so
 * begun are answered once, and only for the start they were begun with; after a reset or another host's run the engine
 * asks for another start, and the list is read anew.
 */
export function listAhead(threatVision: ThreatVision, state: State, options: Window): ThreatVision {
  if (options.only !== undefined) return threatVision;
  const begun = new Map(
    options.kinds.map((kind) => {
      const from = listingStart(state, kind, options);
      return [kind, { from, listing: threatVision.list(kind, from) }];
    }),
  );
  return {
    ...threatVision,
    list(kind, from) {
      const early = begun.get(kind);
      begun.delete(kind);
      return early?.from === from ? early.listing : threatVision.list(kind, from);
    },
  };
}
