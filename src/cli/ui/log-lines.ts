import { type ItemKind, kinds } from '../../kinds.js';
import { pluralize } from '../../lib/index.js';
import type { Log, LogFields } from '../../log/index.js';
import { messageOf, type SyncEvent } from '../../sync/index.js';
import { graceSeconds } from '../core/interruption.js';
import type { Resume } from '../core/run-result.js';
import { inMegabytes, inWords, zonedTime } from './time.js';

/** One line per event; the fields are for programs (docs/output.md#log-events). */
export function logEvent(log: Log, event: SyncEvent, dryRun: boolean, resume: Resume = 'none'): void {
  switch (event.type) {
    case 'state':
      logState(log, event);
      return;
    case 'postponed':
      log.warn(`OpenCTI is busy (${queue(event)}): the run is postponed`, fieldsOf(event));
      return;
    case 'paused':
      log.warn(`OpenCTI is busy (${queue(event)}): pausing`, fieldsOf(event));
      return;
    case 'resumed':
      log.warn(`OpenCTI has caught up (${queue(event)}): continuing`, fieldsOf(event));
      return;
    case 'listed':
      log.info(`${event.kind}: ${event.listed} listed, ${event.planned || 'nothing'} to do`, fieldsOf(event));
      return;
    case 'unreadable-entry':
      log.warn(event.message, fieldsOf(event));
      return;
    case 'started':
      log.debug(`${one(event)}: started`, fieldsOf(event));
      return;
    case 'downloaded':
      log.debug(`${one(event)}: downloaded and converted`, fieldsOf(event));
      return;
    case 'delivered':
      logDelivered(log, event, dryRun);
      return;
    case 'delivered-partially':
      // A warning once, and an error when it is given up; in between, `status` shows it.
      log[event.givenUp ? 'error' : event.still ? 'info' : 'warn'](
        `${one(event)}: ${event.message}${event.givenUp ? givenUpText : ''}`,
        fieldsOf(event),
      );
      return;
    case 'nothing-to-import':
      log.warn(`${one(event)}: OpenCTI can import nothing of it, so it counts as delivered`, fieldsOf(event));
      return;
    case 'failed':
      log.error(`${one(event)}: ${event.message}${dryRun ? '' : afterFailure(event.nextTry)}`, {
        ...fieldsOf(event),
        ...(dryRun ? {} : { givenUp: event.nextTry === undefined }),
      });
      return;
    case 'ping-failed': {
      const { reason } = event.failure;
      const what = event.last
        ? 'the last ping failed, the next run sends the state again'
        : 'the ping failed and will be repeated';
      const message = `${what}: ${messageOf(event.failure)}`;
      log.warn(message, { event: event.type, reason });
      return;
    }
    case 'works-left-open': {
      const message = `works of the discarded pushes stay open in OpenCTI, the next run ends them: ${messageOf(event.failure)}`;
      log.warn(message, { event: event.type, reason: event.failure.reason });
      return;
    }
    case 'stopping':
      log[stopLevels[event.why]](`stopping: ${stopText(event.why, resume)}`, fieldsOf(event));
      return;
    case 'importing':
      log.info(`OpenCTI has imported ${event.processed} of ${event.expected} objects`, fieldsOf(event));
      return;
    case 'import-timeout': {
      const message = `OpenCTI has not finished importing after ${event.seconds} s; the import continues`;
      log.warn(message, fieldsOf(event));
      return;
    }
    case 'import-status-unavailable': {
      const message = `this version of OpenCTI does not report the import of a push (6.5.7 and later do): ${event.objects} objects were accepted for import`;
      log.warn(message, fieldsOf(event));
      return;
    }
    case 'import-error':
      log.error(refusal(event), fieldsOf(event));
      return;
    case 'import-lost':
      logLost(log, event);
      return;
    case 'imported': {
      const { work, objects, seconds } = event;
      const time = seconds === undefined ? '' : ` ${inWords(seconds * 1000)} after they were sent`;
      log.debug(`OpenCTI has imported ${pluralize(objects, 'object')} of "${work}"${time}`, fieldsOf(event));
      return;
    }
    case 'refused-again': {
      const { kind, items } = event;
      const message = `OpenCTI refused objects that another version of this program delivered; these ${kind} are delivered again: ${someOf(items)}`;
      log.info(message, { event: event.type, kind, items: items.join(' ') });
      return;
    }
    case 'imports-not-read': {
      const message = `what became of earlier imports stays unknown until the next run: ${messageOf(event.failure)}`;
      log.info(message, { event: event.type, reason: event.failure.reason });
      return;
    }
  }
}

const givenUpText = '; given up after 30 days, `sync --retry-failed` retries it';

/** @param nextTry unix seconds; undefined: given up */
const afterFailure = (nextTry: number | undefined): string =>
  nextTry === undefined ? givenUpText : `; a run after ${zonedTime(nextTry)} retries it`;

function refusal(event: Extract<SyncEvent, { type: 'import-error' }>): string {
  const { objectId, objectType, objectName, message, kind, id, work } = event;
  const object = objectName === undefined ? [] : [`${objectType ?? 'object'} "${objectName}"`];
  const item =
    kind !== undefined && id !== undefined ? [one({ kind, id })] : work === undefined ? [] : [work];
  const about = [...object, ...item].join(', ');
  return `OpenCTI refused ${objectId ?? 'an object'}: ${message}${about === '' ? '' : ` (${about})`}`;
}

function logLost(log: Log, event: Extract<SyncEvent, { type: 'import-lost' }>): void {
  const { kind, work, items, again } = event;
  const shown = someOf(items);
  const text = again
    ? `OpenCTI lost objects of "${work}" again; they are not sent again by themselves (\`${kind} push <id>\` sends them): ${shown}`
    : `OpenCTI accepted "${work}", but lost objects before their import; these ${kind} are delivered again: ${shown}`;
  log[again ? 'error' : 'warn'](text, { event: event.type, kind, work, items: items.join(' '), again });
}

function someOf(items: readonly string[]): string {
  const more = items.length > maxIds ? ` and ${items.length - maxIds} more` : '';
  return `${items.slice(0, maxIds).join(', ')}${more}`;
}

/** Ids in one line. */
const maxIds = 10;

function logState(log: Log, event: Extract<SyncEvent, { type: 'state' }>): void {
  const { from, why, lastRun } = event;
  const since = lastRun === undefined ? undefined : new Date(lastRun * 1000).toISOString();
  const cause = from === 'fresh' ? (why ?? from) : from;
  const message = `${stateTexts[cause] ?? cause}${since === undefined ? '' : ` (${since})`}`;
  log[['first-run', 'known-reset'].includes(cause) ? 'info' : 'warn'](message, {
    event: 'state',
    from,
    why,
    since,
  });
}

/** Which state the next run starts from, if it is not simply the local one. */
export const startText = (start: { readonly type: string; readonly why?: string | undefined }): string =>
  stateTexts[start.why ?? start.type] ?? start.type;

function logDelivered(log: Log, event: Extract<SyncEvent, { type: 'delivered' }>, dryRun: boolean): void {
  const { notes, type, title, trigger, milliseconds: ms, kind, id, objects, bytes } = event;
  const verb = dryRun ? 'would be delivered' : verbs[trigger];
  const named = title === id ? one(event) : `${one(event)} "${title}"`;
  const fields = { event: type, kind, id, title, trigger, ms, objects, bytes, notes: notes.length };
  log.info(`${named}: ${verb}, ${pluralize(objects, 'object')} in ${inWords(ms)}`, fields);
  const unknown = notes.filter(({ code }) => code === 'unknown-marking').length;
  if (unknown > 0)
    log.warn(
      `${one(event)}: TLP:RED, because ${pluralize(unknown, 'marking')} cannot be read (${kind} show ${id} lists them)`,
      { event: 'note', kind, id, code: 'unknown-marking' },
    );
  for (const { message } of notes.filter(({ code }) => code === 'mass-revocation'))
    log.warn(`${one(event)}: ${message}`, { event: 'note', kind, id, code: 'mass-revocation' });
  for (const { code, objectId, message } of notes) {
    log.debug(`${one(event)}: ${message}`, { event: 'note', kind, id, code, objectId });
  }
}

const verbs = {
  new: 'delivered',
  changed: 'updated',
  backfill: 'delivered again',
  requested: 'delivered again',
  retry: 'delivered after a retry',
  again: 'delivered again',
} as const;

const one = ({ kind, id }: { readonly kind: ItemKind; readonly id: string }): string =>
  `${kinds[kind].singular} ${id}`;

const queue = (event: { readonly queueMegabytes: number; readonly thresholdMegabytes: number }): string =>
  `connector queue: ${inMegabytes(event.queueMegabytes)} (limit ${event.thresholdMegabytes} MB)`;

const stateTexts: Readonly<Record<string, string>> = {
  'first-run': 'first run of this connector: starting at first_run_retrieval_timestamp',
  'new-connector': 'the connector was deleted in OpenCTI and registered again: starting over',
  reset: 'the connector was reset in OpenCTI: starting over',
  'known-reset': 'starting over after the reset',
  restored: 'OpenCTI had lost the state: the local copy was restored',
  adopted: 'OpenCTI holds the state of another run: continuing from it',
  'taken-over': 'continuing from the last run of the Python connector',
};

/** A failure and a postponement have a line of their own. */
const stopLevels = {
  interrupted: 'warn',
  budget: 'info',
  reset: 'warn',
  postponed: 'debug',
  failed: 'debug',
} as const;

const stopTexts = {
  interrupted: `interrupted, finishing the items in progress (${graceSeconds} s at most; a second signal ends it at once)`,
  budget: '--max-items or --max-duration is reached',
  reset: 'the connector was reset in OpenCTI, the next sync starts over',
  postponed: 'OpenCTI is busy',
  failed: 'a service failed',
} as const;

function stopText(why: keyof typeof stopTexts, resume: Resume): string {
  return why === 'budget' && resume === 'cursor'
    ? `${stopTexts.budget}, the next run continues`
    : stopTexts[why];
}

/** An event's plain values under their own names; its type is `event`. */
function fieldsOf({ type, ...fields }: SyncEvent): LogFields {
  const plain = Object.entries(fields).filter((field): field is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof field[1]),
  );
  return { event: type, ...Object.fromEntries(plain) };
}
