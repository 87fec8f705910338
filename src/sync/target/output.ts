import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { err, ok } from '../../lib/index.js';
import { makeDirectory, systemMessage } from '../../state/index.js';
import type { Target } from './target.js';

/**
 * Writes one STIX bundle file per item into a directory, whole or not at all (temporary file, then rename):
 * `report-<id>.json`, `bundle-<id>.json`; an item that is cut into several bundles gets `.1`, `.2`, ….
 */
export function outputTarget(directory: string): Target {
  return {
    planned: () => undefined,
    async deliver(entry, conversion) {
      const stem = `${entry.kind === 'reports' ? 'report' : 'bundle'}-${fileName(entry.id)}`;
      let bytes = 0;
      for (const [index, { json }] of conversion.bundles.entries()) {
        const part = conversion.bundles.length > 1 ? `.${index + 1}` : '';
        const path = join(directory, `${stem}${part}.json`);
        const temporary = `${path}.${process.pid}.tmp`;
        try {
          makeDirectory(directory);
          await writeFile(temporary, json);
          await rename(temporary, path);
        } catch (error) {
          await rm(temporary, { force: true }).catch(() => undefined);
          const failure = { reason: 'output-not-writable', path, message: systemMessage(error) } as const;
          return err({ type: 'run', failure });
        }
        bytes += Buffer.byteLength(json);
      }
      return ok({ objects: conversion.objects, bytes });
    },
    itemFailed: () => undefined,
    close: () => Promise.resolve(ok(undefined)),
    discard: () => Promise.resolve(ok(undefined)),
  };
}

/** An id as a file name: what is not a plain character is percent-encoded, so two ids never share a file. */
export function fileName(id: string): string {
  const encoded = encodeURIComponent(id).replace(
    /[*'()!~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replace(/^\./, '%2E').slice(0, 200);
}
