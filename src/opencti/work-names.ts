import { oneLine } from './guards.js';
import type { DeliveryItem, DeliveryOptions, Kind, Window } from './types.js';

export type Windows = Partial<Record<Kind, Window>>;

/** "TeamT5 reports 2026-11-20 to 2026-11-24 (run of 2026-11-24T20:00:00.000Z)": the time makes it unique. */
export function kindWorkName(
  kind: Kind,
  { startedAt }: DeliveryOptions,
  windows: Readonly<Windows>,
  note = '',
): string {
  const window = windows[kind];
  const days = window === undefined ? '' : ` ${day(window.from)} to ${day(window.to)}`;
  return `TeamT5 ${kind}${days}${note} (run of ${startedAt.toISOString()})`;
}

/** One push of one item; `note` tells a part of several, or a repeat, from the others. */
export function itemWorkName(item: DeliveryItem, note: string, { startedAt }: DeliveryOptions): string {
  const kind = item.kind === 'reports' ? 'report' : 'bundle';
  return `TeamT5 ${kind} ${itemName(item)}${note} (run of ${startedAt.toISOString()})`;
}

/** Title and id of an item, for messages. */
export function itemName({ title, id }: Pick<DeliveryItem, 'title' | 'id'>): string {
  return title === '' || title === id ? id : `${oneLine(title, 150)} [${id}]`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
