import { ok } from '../../src/lib/index.js';
import type { Entry, ThreatVision } from '../../src/threatvision/index.js';

const entry = (id: string, date: number): Entry => ({
  kind: 'bundles',
  id,
  date,
  fingerprint: 'f',
  raw: { id },
  stixUrl: new URL(`https://api.example/${id}.stix`),
});

const stix = (id: string) => ({
  type: 'bundle',
  id: 'bundle--5c2a9f43-3d2b-4b8f-9c38-0c8a9a2f6d11',
  objects: [
    {
      type: 'domain-name',
      spec_version: '2.1',
      id: 'domain-name--7a4d1c55-9f2e-4c1b-8d3a-0123456789ab',
      value: `${id}.example`,
    },
  ],
});

/** Oldest first, in memory. */
export function bundleSource(ids: readonly string[]): ThreatVision {
  const unused = (): never => {
    throw new Error('not used');
  };
  return {
    authenticate: unused,
    newest: unused,
    download: unused,
    parseStoredEntry: unused,
    probe: () => Promise.resolve(ok(undefined)),
    list: (kind) =>
      Promise.resolve(
        ok({
          entries: kind === 'bundles' ? ids.map((id, index) => entry(id, 10 * (index + 1))).reverse() : [],
          unreadable: [],
        }),
      ),
    downloadStix: ({ id }) =>
      Promise.resolve(ok({ type: 'stix', body: Buffer.from(JSON.stringify(stix(id))) } as const)),
  };
}
