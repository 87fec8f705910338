import type { ItemKind } from '../../kinds.js';
import type { Config } from '../../config/index.js';
import { freshKind, openCursor } from '../../state/index.js';
import type { Entry } from '../../threatvision/index.js';
import { openLocalState } from '../run/local-state.js';

/**
 * What became of an item here. `incomplete` was delivered without its PDF or its STIX. The next sync takes what is
 * `new` or `changed`; `older` (than the start) and `off` (its type is switched off) it leaves, and whether a backfill
 * or a push has delivered one of them is not remembered for longer than the look-back.
 */
export type Standing = 'new' | 'changed' | 'delivered' | 'incomplete' | 'failed' | 'older' | 'off';

/** Reads the local state once and answers for any entry. Without a state nothing is delivered yet. */
export async function openStandings(config: Config, kind: ItemKind): Promise<(entry: Entry) => Standing> {
  const opened = await openLocalState(config);
  const loaded = opened.ok ? opened.value.load() : undefined;
  const stored = loaded?.ok === true ? loaded.value?.state[kind] : undefined;
  const state = stored ?? freshKind(config.teamt5.firstRun);
  const cursor = openCursor(state, config.sync.lookbackMs / 1000);
  const switchedOff = new Set(config.teamt5.switchedOffReportTypes);
  return (entry) => {
    const waiting = state.waiting[entry.id];
    if (waiting?.lack === 'item') return 'failed';
    const verdict = cursor.verdict(entry, Math.floor(Date.now() / 1000));
    if (verdict === 'changed') return 'changed';
    if (waiting !== undefined) return 'incomplete';
    if (verdict === 'settled') return 'delivered';
    if (entry.kind === 'reports' && entry.typeName !== undefined && switchedOff.has(entry.typeName))
      return 'off';
    if (entry.date < state.start) return 'older';
    // Older than what is remembered one by one, and passed by the watermark.
    return entry.date < cursor.listFrom() ? 'delivered' : 'new';
  };
}
