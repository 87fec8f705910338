import { excludedReportTypes } from '../../config/index.js';
import type { ItemKind } from '../../kinds.js';
import { isDeliveredAgain, openCursor } from '../../state/index.js';
import { isSwitchedOff } from '../../sync/index.js';
import type { Entry } from '../../threatvision/index.js';
import { describeFailure } from '../core/failure-texts.js';
import type { ItemStatus } from '../documents/schemas.js';
import type { CommandContext } from '../run/context.js';
import { readCountingState } from '../run/counting-state.js';

/** By the state that the next `sync` would start from. `now` is unix seconds. */
export async function openItemStatuses(
  context: CommandContext,
  kind: ItemKind,
  now: number,
): Promise<(entry: Entry) => ItemStatus> {
  const { config, log } = context;
  const counting = await readCountingState(context);
  if (!counting.ok) {
    const { message, hint } = describeFailure(counting.failure);
    log.warn(`The state of each item is unknown, and no sync starts: ${message} ${hint}`, {
      event: 'state-unreadable',
    });
    return () => 'unknown';
  }
  const state = counting.value[kind];
  const cursor = openCursor(state, config.sync.lookbackMs / 1000);
  const switchedOff = new Set(excludedReportTypes(config));
  return (entry) => {
    const waiting = state.waiting[entry.id];
    const verdict = cursor.verdict(entry, now);
    if (waiting?.lack === 'item' && waiting.nextTry === undefined)
      return waiting.fingerprint === entry.fingerprint ? 'given-up' : 'changed';
    if (waiting?.lack === 'item') return isDeliveredAgain(waiting) ? 'again' : 'failed';
    if (verdict === 'changed') return 'changed';
    if (waiting !== undefined) return 'incomplete';
    if (verdict === 'settled') return 'delivered';
    if (isSwitchedOff(entry, switchedOff)) return 'off';
    if (entry.date < state.start) return 'older';
    // Before the look-back, the watermark decides: single ids are not stored for so long.
    return entry.date < cursor.listFrom() ? 'delivered' : 'new';
  };
}
