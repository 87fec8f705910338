import { z } from 'zod';

import { authClearDocument, authDocument } from './auth.js';
import { errorDocument } from './common.js';
import { exportDocument, listDocument, showDocument } from './items.js';
import { configDocument, initDocument, resetDocument } from './settings.js';
import { statusDocument } from './status.js';
import { syncDocument } from './sync.js';

/**
 * Command -> what it prints with `--json`. The commands use the types alone, so that no run loads a schema; tests hold
 * what they really print against these.
 */
export const documentSchemas = {
  init: z.union([initDocument, errorDocument]),
  auth: z.union([authDocument, authClearDocument, errorDocument]),
  sync: z.union([syncDocument, errorDocument]),
  status: z.union([statusDocument, errorDocument]),
  config: z.union([configDocument, errorDocument]),
  reset: z.union([resetDocument, errorDocument]),
  list: z.union([listDocument, errorDocument]),
  show: z.union([showDocument, errorDocument]),
  export: z.union([exportDocument, errorDocument]),
  push: z.union([syncDocument, errorDocument]),
} as const;

/** JSON Schema (draft 2020-12) of each command's document. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(documentSchemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  );
}
