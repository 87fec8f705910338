import { textOf, type JsonObject } from '../json.js';
import type { NoteContext } from '../context.js';

interface Order {
  readonly first: string;
  readonly last: string;
  readonly canBeEqual: boolean;
  /** A `last` that is too early is removed, or set to `first`. */
  readonly repair: 'drop' | 'equal';
}

/** STIX 2.1 sections 3.2, 4.7, 4.14, 5.1, 5.2 and 6.12; docs/opencti-api.md#import-rules for indicators. */
const orders: readonly Order[] = [
  { first: 'created', last: 'modified', canBeEqual: true, repair: 'equal' },
  { first: 'valid_from', last: 'valid_until', canBeEqual: false, repair: 'drop' },
  { first: 'first_seen', last: 'last_seen', canBeEqual: true, repair: 'drop' },
  { first: 'first_observed', last: 'last_observed', canBeEqual: true, repair: 'equal' },
  { first: 'start_time', last: 'stop_time', canBeEqual: false, repair: 'drop' },
  { first: 'start', last: 'end', canBeEqual: true, repair: 'drop' },
  { first: 'analysis_started', last: 'analysis_ended', canBeEqual: true, repair: 'drop' },
];

/** Removes or moves each time that is earlier than the one that it has to follow. */
export function orderTimes(object: JsonObject, { note }: NoteContext): JsonObject {
  let ordered = object;
  for (const { first, last, canBeEqual, repair } of orders) {
    const until = ordered[last];
    if (typeof until !== 'string') continue;
    const from = ordered[first];
    if (typeof from !== 'string') continue;
    // All times are in UTC with milliseconds, so the order of the texts is the order of the times.
    if (until > from || (canBeEqual && until === from)) continue;
    ordered = { ...ordered, [last]: repair === 'equal' ? from : undefined };
    note({
      code: repair === 'equal' ? 'moved-time' : 'dropped-time',
      objectId: textOf(object, 'id') ?? '',
      message:
        repair === 'equal'
          ? `Set ${last} to ${first}: ${until} is before ${from}.`
          : `Removed ${last}: ${until} is not after ${from}, the time of ${first}.`,
    });
  }
  return ordered;
}
