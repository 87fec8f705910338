import { createHash } from 'node:crypto';
import { existsSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isJsonObject, makeDirectory } from '../lib/index.js';

import { loadConf } from './load-conf.js';

/** A cached OAuth token, in the shape of the ThreatVision client's. */
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
 * The OAuth token in a file of its own (mode 0600), so that hourly runs need no token request each. It belongs to one API
 * and client and is not found with other credentials. A cache that cannot be read or written is not a failure: the next
 * run requests a token.
 * @param owner what the token belongs to, for example base URL and client id; only its digest is stored
 * @param options.readOnly reads an existing file; creates no directory and saves nothing
 */
export async function openTokenStore(
  directory: string | undefined,
  owner: readonly string[],
  { readOnly = false }: { readonly readOnly?: boolean | undefined } = {},
): Promise<TokenStore> {
  if (readOnly && directory !== undefined && !existsSync(directory)) return noCache;
  const Conf = await loadConf();
  const key = createHash('sha256').update(JSON.stringify(owner)).digest('base64url');
  // Opening fails if the directory cannot be created.
  const conf = quietly(() => {
    if (directory !== undefined) makeDirectory(directory);
    return new Conf<Record<string, unknown>>({
      projectName: 'teamt5-opencti',
      projectSuffix: '',
      configName: 'token',
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: true,
      ...(directory === undefined ? {} : { cwd: directory }),
    });
  });
  if (readOnly && conf !== undefined && !existsSync(conf.path)) {
    // conf has created its directory to find the path.
    if (directory === undefined) quietly(() => rmdirSync(dirname(conf.path)));
    return noCache;
  }
  return {
    load() {
      const stored = quietly(() => conf?.get(key));
      if (!isJsonObject(stored) || typeof stored.value !== 'string') return undefined;
      return typeof stored.expiresAt === 'number'
        ? { value: stored.value, expiresAt: stored.expiresAt }
        : { value: stored.value };
    },
    save(token) {
      if (!readOnly) quietly(() => conf?.set(key, token));
    },
    clear: () => quietly(() => conf?.clear()),
  };
}

const noCache: TokenStore = {
  load: () => undefined,
  save: () => undefined,
  clear: () => undefined,
};

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
