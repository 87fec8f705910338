import type { Config } from '../../config/index.js';
import { openCursor } from '../../state/index.js';
import type { Entry, Kind } from '../../threatvision/index.js';
import { openLocalState } from '../local-state.js';

/** What became of an item here: `incomplete` was delivered without its PDF or its STIX. */
export type Standing = 'new' | 'changed' | 'delivered' | 'incomplete' | 'failed';

/** Reads the local state once and answers for any entry. Without a state everything is new. */
export async function openStandings(config: Config, kind: Kind): Promise<(entry: Entry) => Standing> {
  const opened = await openLocalState(config);
  const loaded = opened.ok ? opened.value.load() : undefined;
  const state = loaded?.ok === true ? loaded.value?.state[kind] : undefined;
  if (state === undefined) return () => 'new';
  const cursor = openCursor(state, config.sync.lookbackMs / 1000);
  const settledBefore = Math.max(state.start, cursor.listFrom());
  return (entry) => {
    const waiting = state.waiting[entry.id];
    if (waiting?.lack === 'item') return 'failed';
    const verdict = cursor.verdict(entry, Math.floor(Date.now() / 1000));
    if (verdict === 'changed') return 'changed';
    if (waiting !== undefined) return 'incomplete';
    if (verdict === 'settled') return 'delivered';
    // Older than what is remembered one by one: settled, if the watermark has passed it.
    return entry.date < settledBefore && entry.date >= state.start ? 'delivered' : 'new';
  };
}
