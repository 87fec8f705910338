import { createHttpClient } from '../../src/http/index.js';
import { createThreatVision, type Entry } from '../../src/threatvision/index.js';

export async function fingerprintedEntries(url: string): Promise<readonly Entry[]> {
  const base = new URL(url);
  const http = createHttpClient({ origin: base, headers: {}, concurrency: 4, env: {} });
  const credentials = { type: 'oauth', clientId: 'demo', clientSecret: 'demo' } as const;
  const listing = await createThreatVision({ http, base, credentials }).list('reports', 0);
  http.close();
  if (!listing.ok) throw new Error(JSON.stringify(listing.failure));
  return listing.value.entries;
}
