import { ok } from '../../lib/index.js';
import type { Target } from './target.js';

/** The dry run's target: takes everything and sends nothing. */
export function tellTarget(): Target {
  return {
    planned: () => undefined,
    deliver: (_entry, conversion) =>
      Promise.resolve(
        ok({
          objects: conversion.objects,
          bytes: conversion.bundles.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0),
        }),
      ),
    itemFailed: () => undefined,
    close: () => Promise.resolve(ok(undefined)),
    discard: () => Promise.resolve(ok(undefined)),
  };
}
