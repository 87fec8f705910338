import { excludedReportTypes } from '../../config/index.js';
import type { ItemKind } from '../../kinds.js';
import { freshKind, openCursor } from '../../state/index.js';
import type { Entry } from '../../threatvision/index.js';
import type { ItemStatus } from '../documents/schemas.js';
import type { CommandContext } from '../run/context.js';
import { openLocalState } from '../run/local-state.js';

/** Reads the local state once; without one, nothing is delivered yet. `now` is unix seconds. */
export async function openItemStatuses(
  { config, log }: CommandContext,
  kind: ItemKind,
  now: number,
): Promise<(entry: Entry) => ItemStatus> {
  const store = await openLocalState(config, { readOnly: true });
  const loaded = store.ok ? store.value.load() : store;
  if (!loaded.ok) {
    const message = `the state of each item is unknown and shown as if nothing was delivered: ${loaded.failure.message}`;
    log.warn(message, { event: 'state-unreadable', path: loaded.failure.path });
  }
  const stored = loaded.ok ? loaded.value?.state[kind] : undefined;
  const state = stored ?? freshKind(config.teamt5.firstRun);
  const cursor = openCursor(state, config.sync.lookbackMs / 1000);
  const switchedOff = new Set(excludedReportTypes(config));
  return (entry) => {
    const waiting = state.waiting[entry.id];
    const verdict = cursor.verdict(entry, now);
    if (waiting?.lack === 'item' && waiting.nextTry === undefined)
      return waiting.fingerprint === entry.fingerprint ? 'given-up' : 'changed';
    if (waiting?.lack === 'item') return 'failed';
    if (verdict === 'changed') return 'changed';
    if (waiting !== undefined) return 'incomplete';
    if (verdict === 'settled') return 'delivered';
    if (entry.kind === 'reports' && entry.typeName !== undefined && switchedOff.has(entry.typeName))
      return 'off';
    if (entry.date < state.start) return 'older';
    // Before the look-back, the watermark decides: single ids are not stored for so long.
    return entry.date < cursor.listFrom() ? 'delivered' : 'new';
  };
}
