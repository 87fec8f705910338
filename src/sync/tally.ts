import type { Kind } from '../threatvision/index.js';
import type { ItemFailure, KindCounts, KindShare, SyncEvent } from './events.js';

/** The run's figures, read off its own events: what is counted is what was told. */
export interface Tally {
  count(event: SyncEvent): void;
  skip(kind: Kind, items: number): void;
  figures(): {
    readonly reports: KindCounts;
    readonly bundles: KindCounts;
    readonly objects: number;
    readonly bytes: number;
    readonly failures: readonly ItemFailure[];
    readonly shares: Readonly<Record<Kind, KindShare>>;
  };
}

/** @param now milliseconds; the run begins with this call */
export function createTally(now: () => number): Tally {
  const zero = () => ({ listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 });
  const counts = { reports: zero(), bundles: zero() };
  const share = () => ({ objects: 0, milliseconds: 0 });
  const shares = { reports: share(), bundles: share() };
  const begun = now();
  const failures: ItemFailure[] = [];
  let objects = 0;
  let bytes = 0;
  return {
    count(event) {
      if ('kind' in event) shares[event.kind].milliseconds = now() - begun;
      switch (event.type) {
        case 'listed':
          counts[event.kind].listed = event.listed;
          break;
        case 'delivered':
          counts[event.kind][isUpdate(event) ? 'updated' : 'delivered']++;
          objects += event.objects;
          shares[event.kind].objects += event.objects;
          bytes += event.bytes;
          break;
        case 'empty':
          counts[event.kind].skipped++;
          break;
        case 'failed':
          counts[event.kind].failed++;
          failures.push({ kind: event.kind, id: event.id, reason: event.reason, message: event.message });
          break;
        default:
      }
    },
    skip(kind, items) {
      counts[kind].skipped += items;
    },
    figures: () => ({
      reports: { ...counts.reports },
      bundles: { ...counts.bundles },
      objects,
      bytes,
      failures,
      shares: { reports: { ...shares.reports }, bundles: { ...shares.bundles } },
    }),
  };
}

/** Neither a changed item nor one that gets what it lacked is a new one. */
const isUpdate = ({ cause, completes }: Extract<SyncEvent, { type: 'delivered' }>): boolean =>
  cause === 'changed' || completes !== undefined;
