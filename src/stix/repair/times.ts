import { textOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';

interface Order {
  readonly first: string;
  readonly last: string;
  /** Whether the same instant is allowed for both. */
  readonly mayBeEqual: boolean;
  /** What to do with a `last` that comes too early. */
  readonly repair: 'drop' | 'equal';
}

/** STIX 2.1 sections 3.2, 4.7, 4.14, 5.1, 5.2 and 6.12. The platform refuses an indicator that ends before it begins. */
const orders: readonly Order[] = [
  { first: 'created', last: 'modified', mayBeEqual: true, repair: 'equal' },
  { first: 'valid_from', last: 'valid_until', mayBeEqual: false, repair: 'drop' },
  { first: 'first_seen', last: 'last_seen', mayBeEqual: true, repair: 'drop' },
  { first: 'first_observed', last: 'last_observed', mayBeEqual: true, repair: 'equal' },
  { first: 'start_time', last: 'stop_time', mayBeEqual: false, repair: 'drop' },
  { first: 'start', last: 'end', mayBeEqual: true, repair: 'drop' },
  { first: 'analysis_started', last: 'analysis_ended', mayBeEqual: true, repair: 'drop' },
];

/** The object with its pairs of times in order: an end before its beginning goes, `modified` becomes `created`. */
export function orderedTimes(object: JsonObject, note: TakeNote): JsonObject {
  let ordered = object;
  for (const { first, last, mayBeEqual, repair } of orders) {
    const until = ordered[last];
    if (typeof until !== 'string') continue;
    const from = ordered[first];
    if (typeof from !== 'string') continue;
    // All are UTC with milliseconds by now, so text order is time order.
    if (until > from || (mayBeEqual && until === from)) continue;
    ordered = { ...ordered, [last]: repair === 'equal' ? from : undefined };
    note({
      code: repair === 'equal' ? 'moved-time' : 'dropped-time',
      objectId: textOf(object, 'id') ?? '',
      message: `${last} ${until} is not after ${first} ${from}: ${repair === 'equal' ? 'set to the same' : 'left out'}.`,
    });
  }
  return ordered;
}
