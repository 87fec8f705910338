import type { Config } from '../../config/index.js';
import type { ItemKind } from '../../kinds.js';
import { freshKind, openCursor } from '../../state/index.js';
import type { Entry } from '../../threatvision/index.js';
import type { ItemStatus } from '../documents/schemas.js';
import { openLocalState } from '../run/local-state.js';

/**
 * Reads the local state once, without creating anything, and returns the status of any entry by it. Without a state,
 * nothing is delivered yet.
 * @param now unix seconds
 */
export async function openItemStatuses(
  config: Config,
  kind: ItemKind,
  now: number,
): Promise<(entry: Entry) => ItemStatus> {
  const opened = await openLocalState(config, { readOnly: true });
  const loaded = opened.ok ? opened.value.load() : undefined;
  const stored = loaded?.ok === true ? loaded.value?.state[kind] : undefined;
  const state = stored ?? freshKind(config.teamt5.firstRun);
  const cursor = openCursor(state, config.sync.lookbackMs / 1000);
  const switchedOff = new Set(config.teamt5.switchedOffReportTypes);
  return (entry) => {
    const waiting = state.waiting[entry.id];
    if (waiting?.lack === 'item') return 'failed';
    const verdict = cursor.verdict(entry, now);
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
