import { type ItemKind, kinds } from '../../kinds.js';
import { ok, plainText, type Result } from '../../lib/index.js';
import type { Lack, State } from '../../state/index.js';
import type { CliFailure } from '../failure.js';
import { findByIds } from '../items/find.js';

/** An item that waits: failed, or delivered without its PDF or STIX. */
export interface FailedItem {
  readonly kind: ItemKind;
  readonly id: string;
  readonly lack: Lack;
}

/**
 * The items that `--failed` means.
 * @param wanted `true`: all that failed; or ids and beginnings of ids, also of items that merely lack something
 */
export function failedItems(
  state: State,
  kinds: readonly ItemKind[],
  wanted: true | readonly string[],
): Result<readonly FailedItem[], CliFailure> {
  const waiting = kinds.flatMap((kind) =>
    Object.entries(state[kind].waiting)
      .map(([id, { lack }]) => ({ kind, id, lack }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  if (wanted === true) return ok(waiting.filter(({ lack }) => lack === 'item'));
  return findByIds(waiting, wanted, {
    one: 'failed item',
    listing: '`teamt5-opencti status` lists them; nothing was forgotten.',
  });
}

/** The most that are named one by one. */
const most = 10;

/** `2 failed items (report x, bundle y)`. */
export function itemsInWords(items: readonly FailedItem[]): string {
  if (items.length === 0) return 'no failed item';
  const named = items.slice(0, most).map(({ kind, id }) => `${kinds[kind].singular} ${plainText(id)}`);
  const hidden = items.length - named.length;
  const list = [...named, ...(hidden > 0 ? [`${hidden} more`] : [])].join(', ');
  const again = 'not tried again unless pushed or changed';
  return `${items.length} failed ${items.length === 1 ? 'item' : 'items'} (${list}): ${again}`;
}
