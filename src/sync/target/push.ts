import type { Delivery } from '../../opencti/index.js';
import { err } from '../../lib/index.js';
import type { Target } from './target.js';

/** Pushes into OpenCTI. An item counts as delivered when the broker has confirmed all of its bundles. */
export function pushTarget(delivery: Delivery): Target {
  return {
    planned: (kind, window) => delivery.planned(kind, window),
    async deliver(entry, conversion) {
      const title = entry.kind === 'reports' ? entry.title : `indicator bundle ${entry.id}`;
      const pushed = await delivery.deliver({
        kind: entry.kind,
        id: entry.id,
        title,
        bundles: conversion.bundles,
      });
      return pushed.ok ? pushed : err({ type: 'platform', failure: pushed.failure });
    },
    itemFailed: (entry, message) => delivery.itemFailed(entry.kind, entry.id, message),
    // In a hurry, works that are not yet imported are left to the next run.
    discard: () => delivery.discard(),
    close: (summaries, hurry) => delivery.close(summaries, hurry ? { patienceMs: 0 } : {}),
  };
}
