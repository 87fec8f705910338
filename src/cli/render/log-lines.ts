import type { Log } from '../../log/index.js';
import type { SyncEvent } from '../../sync/index.js';
import { messageOf } from '../../sync/index.js';

/** One line per event, with stable names for log collectors (README, "Watch"). */
export function logEvent(log: Log, event: SyncEvent): void {
  switch (event.type) {
    case 'state': {
      const { from, why, lastRun } = event;
      const since = lastRun === undefined ? undefined : new Date(lastRun * 1000).toISOString();
      const quiet = from === 'fresh' && why === 'first-run';
      log[quiet ? 'info' : 'warn'](stateTexts[from === 'fresh' ? (why ?? from) : from] ?? from, {
        event: 'state',
        from,
        why,
        since,
      });
      return;
    }
    case 'postponed':
      log.warn('OpenCTI has too much waiting for this connector: the run is postponed', fieldsOf(event));
      return;
    case 'paused':
      log.warn('OpenCTI has too much waiting for this connector: pausing', fieldsOf(event));
      return;
    case 'resumed':
      log.warn('OpenCTI has caught up: going on', fieldsOf(event));
      return;
    case 'listed':
      log.info(`${event.kind}: ${event.listed} listed, ${event.planned} to do`, fieldsOf(event));
      return;
    case 'unreadable-entry':
      log.warn(event.message, fieldsOf(event));
      return;
    case 'started':
      log.debug(`${event.kind} ${event.id}: started`, fieldsOf(event));
      return;
    case 'delivered': {
      const { notes, type, title, cause, milliseconds: ms, ...fields } = event;
      log.info(`${event.kind} ${event.id}: delivered`, {
        event: type,
        title,
        cause,
        ms,
        ...fields,
        notes: notes.length,
      });
      for (const { code, objectId, message } of notes)
        log.debug(message, { event: 'note', id: event.id, code, objectId });
      return;
    }
    case 'incomplete':
      log.warn(`${event.kind} ${event.id}: ${event.message}`, fieldsOf(event));
      return;
    case 'empty':
      log.warn(`${event.kind} ${event.id}: nothing in it can be imported, it is settled`, {
        event: event.type,
        kind: event.kind,
        id: event.id,
      });
      return;
    case 'failed':
      log.error(`${event.kind} ${event.id}: ${event.message}`, fieldsOf(event));
      return;
    case 'heartbeat-failed':
      log.warn(`the ping failed and will be repeated: ${messageOf(event.failure)}`, { event: event.type });
      return;
    case 'stopping':
      log[event.why === 'budget' ? 'info' : 'warn'](`stopping: ${stopTexts[event.why]}`, fieldsOf(event));
      return;
    case 'importing':
      log.info(`OpenCTI has imported ${event.processed} of ${event.expected} objects`, fieldsOf(event));
      return;
    case 'import-unfinished':
      log.warn(
        `OpenCTI has not finished importing after ${event.seconds} s: it goes on by itself`,
        fieldsOf(event),
      );
      return;
    case 'import-error':
      log.error(`OpenCTI refused an object: ${event.message}`, fieldsOf(event));
      return;
  }
}

const stateTexts: Readonly<Record<string, string>> = {
  'first-run': 'first run of this connector: starting at first_run_retrieval_timestamp',
  'new-connector': 'the connector was deleted in OpenCTI and is new again: starting over',
  reset: 'the connector was reset in OpenCTI: starting over',
  restored: 'OpenCTI had lost the state: the local copy was put back',
  adopted: 'OpenCTI holds the state of another run: going on from that',
  'taken-over': "going on from the Python connector's last run",
};

const stopTexts = {
  interrupted: 'interrupted, finishing what is under way',
  budget: 'the budget of this run is used up, the next one goes on',
  reset: 'the connector was reset in OpenCTI, the next run starts over',
  postponed: 'OpenCTI is busy',
  failed: 'nothing else would go better',
} as const;

/** An event's plain values under their own names; its type is `event`. */
function fieldsOf({ type, ...fields }: SyncEvent): Record<string, string | number | boolean> {
  const plain = Object.entries(fields).filter((field): field is [string, string | number | boolean] =>
    ['string', 'number', 'boolean'].includes(typeof field[1]),
  );
  return { event: type, ...Object.fromEntries(plain) };
}
