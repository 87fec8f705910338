import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  isJsonObject,
  type JsonObject,
  parseJsonObject,
  removeTemporaryFiles,
  writeFileAtomically,
} from '../lib/index.js';

import { openDirectory, readLocalFile } from './directory.js';

/** In the shape of the ThreatVision client's. */
export interface CachedToken {
  readonly value: string;
  readonly expiresAt?: number | undefined;
}

export interface TokenStore {
  load(): CachedToken | undefined;
  save(token: CachedToken): void;
  clear(): void;
}

/**
 * The OAuth token in a file (mode 0600), so that hourly runs need no request. An unusable cache is no
 * failure.
 * @param owner what the token belongs to, for example base URL and client id; only its digest is stored
 * @param options.readOnly reads an existing file; creates no directory and saves nothing
 */
export async function openTokenStore(
  directory: string | undefined,
  owner: readonly string[],
  { readOnly = false }: { readonly readOnly?: boolean | undefined } = {},
): Promise<TokenStore> {
  const opened = await openDirectory({ directory, readOnly });
  const path = join(opened.ok ? opened.value : opened.failure.path, 'token.json');
  const clear = (): void => quietly(() => rmSync(path, { force: true }));
  if (!opened.ok) return { load: () => undefined, save: () => undefined, clear };
  const key = createHash('sha256').update(JSON.stringify(owner)).digest('base64url');
  return {
    load() {
      const stored = tokensIn(path)[key];
      if (!isJsonObject(stored) || typeof stored.value !== 'string') return undefined;
      return typeof stored.expiresAt === 'number'
        ? { value: stored.value, expiresAt: stored.expiresAt }
        : { value: stored.value };
    },
    save(token) {
      if (readOnly) return;
      quietly(() => {
        removeTemporaryFiles(path);
        writeFileAtomically(path, JSON.stringify({ ...tokensIn(path), [key]: token }));
      });
    },
    clear,
  };
}

/** None if the file is missing, damaged, a link, or another user's. */
function tokensIn(path: string): JsonObject {
  const read = readLocalFile(path);
  return (read.ok ? parseJsonObject(read.value?.text ?? '') : undefined) ?? {};
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    return;
  }
}
