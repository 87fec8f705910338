import { durationInWords, type HttpFailure } from '../../http/index.js';
import type { ItemKind } from '../../kinds.js';
import type { SyncEvent } from '../../sync/index.js';
import type { RetryListener } from './progress.js';
import { cut } from './text.js';
import { inWords } from './time.js';

/** The text of the moving lines, computed from events. */
export interface ProgressText {
  see(event: SyncEvent): void;
  readonly retrying: RetryListener;
  /** One line per kind in progress, each at most `width` cells wide; indented below ora's text. */
  lines(width: number): string;
}

interface Count {
  planned: number | undefined;
  downloaded: number;
  delivered: number;
  failed: number;
  /** Milliseconds: when the listing was complete. */
  since: number;
}

/** Below these numbers, a rate is not reliable. */
const enoughItems = 5;
const enoughMs = 2000;

export function createProgressText(now: () => number): ProgressText {
  const counts = new Map<ItemKind, Count>();
  let importing: string | undefined;
  let retry: { readonly text: string; readonly until: number } | undefined;
  const of = (kind: ItemKind): Count => {
    const count = counts.get(kind) ?? {
      planned: undefined,
      downloaded: 0,
      delivered: 0,
      failed: 0,
      since: now(),
    };
    counts.set(kind, count);
    return count;
  };
  return {
    see(event) {
      switch (event.type) {
        case 'listed':
          of(event.kind).planned = event.planned;
          of(event.kind).since = now();
          break;
        case 'downloaded':
          of(event.kind).downloaded++;
          break;
        case 'delivered':
        case 'nothing-to-import':
          of(event.kind).delivered++;
          break;
        case 'failed':
          of(event.kind).failed++;
          break;
        case 'importing':
          importing = `OpenCTI has imported ${event.processed} of ${event.expected} objects`;
          break;
        default:
      }
    },
    retrying(service, failure, delayMs) {
      retry = { text: `${describeRetry(service, failure)}, retrying`, until: now() + delayMs + responseMs };
    },
    lines(width) {
      const retries = retry !== undefined && now() < retry.until ? [retry.text] : [];
      const progress =
        importing !== undefined
          ? [importing]
          : [...counts].map(([kind, count]) => lineOf(kind, count, now()));
      const lines = [...progress, ...retries];
      return (lines.length === 0 ? ['connecting to ThreatVision and OpenCTI'] : lines)
        .map((line) => cut(line, width))
        .join('\n  ');
    },
  };
}

/** Milliseconds. A retry that has not failed after this time is assumed to succeed. */
const responseMs = 1000;

function describeRetry(service: 'ThreatVision' | 'OpenCTI', failure: HttpFailure): string {
  switch (failure.reason) {
    case 'http-status':
      return failure.status === 429 && failure.retryAfterSeconds !== undefined
        ? `${service} requests a pause of ${durationInWords(failure.retryAfterSeconds)}`
        : failure.status < 400
          ? `${service} returned an unusable response`
          : `${service} returned HTTP ${failure.status}`;
    case 'network':
      return `${service} does not respond (${failure.code})`;
    default:
      return `${service} does not respond`;
  }
}

function lineOf(kind: ItemKind, count: Count, now: number): string {
  const { planned, downloaded, delivered, failed, since } = count;
  if (planned === undefined) return `${kind}: listing`;
  if (planned === 0) return `${kind}: nothing new`;
  const done = delivered + failed;
  const elapsed = now - since;
  const rate = done / elapsed;
  const pace =
    done >= enoughItems && elapsed >= enoughMs && done < planned
      ? [`${(rate * 1000).toFixed(1)}/s`, `${inWords((planned - done) / rate)} left`]
      : [];
  return [
    `${kind}: ${delivered} of ${planned} delivered`,
    `${downloaded} downloaded`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...pace,
  ].join(', ');
}
