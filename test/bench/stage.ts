import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { manyItems } from '../sandbox/content/index.js';
import { defaultToken, type OpenCtiSandbox, startOpenCti } from '../sandbox/opencti.js';
import { startThreatVision, type ThreatVisionSandbox } from '../sandbox/threatvision.js';
import { binaryPath } from '../tools/binary.js';
import type { Workload } from './workload.js';

export interface Scenario {
  readonly name: string;
  readonly items: number;
  readonly objectsPerItem: number;
  readonly sourceLatency: number;
  readonly platformLatency: number;
  readonly pdf: boolean;
}

export interface Stage {
  readonly threatVision: ThreatVisionSandbox;
  readonly openCti: OpenCtiSandbox;
  readonly binary: string;
  freshEnvironment(): Record<string, string>;
  /** Writes the requests since the last call, the input of floor and field. Returns the path. */
  workloadFile(): string;
  requests(): { readonly threatVision: number; readonly openCti: number };
  close(): Promise<void>;
}

const newest = Date.UTC(2026, 0, 1) / 1000;
const hour = 3600;

export async function openStage(scenario: Scenario): Promise<Stage> {
  const { items, objectsPerItem, sourceLatency, platformLatency, pdf } = scenario;
  const reports = Math.ceil(items / 2);
  const content = manyItems({
    reports,
    bundles: items - reports,
    objectsPerItem,
    spacingSeconds: hour,
    from: newest - reports * hour,
    pdf: pdf ? 20_000 : false,
  });
  const keepRequests = items <= 2_000;
  const threatVision = await startThreatVision({ content, latencyMs: sourceLatency, keepRequests });
  const openCti = await startOpenCti({
    latencyMs: platformLatency,
    importPaused: true,
    keepBundles: false,
    keepRequests,
  });
  const folder = mkdtempSync(join(tmpdir(), 'teamt5-opencti-bench-'));
  let runs = 0;
  let seen = { threatVision: 0, openCti: 0, posts: 0, downloads: 0 };

  return {
    threatVision,
    openCti,
    binary: binaryPath,
    freshEnvironment() {
      const number = String(++runs).padStart(12, '0');
      return {
        HOME: join(folder, number),
        OPENCTI_URL: openCti.url,
        OPENCTI_TOKEN: defaultToken,
        CONNECTOR_ID: `6f1d8f2e-6c1b-4d56-9d3e-${number}`,
        TEAMT5_API_BASE_URL: threatVision.url,
        TEAMT5_CLIENT_ID: 'demo',
        TEAMT5_CLIENT_SECRET: 'demo',
        TEAMT5_STATE_DIR: join(folder, number, 'state'),
        TEAMT5_ATTACH_PDF: String(pdf),
      };
    },
    workloadFile() {
      const posts = openCti.requests.slice(seen.posts).map(({ body }) => body.toString());
      const downloads = threatVision.requests
        .slice(seen.downloads)
        .filter(({ path }) => /\.(stix|pdf)$/.test(path));
      const workload: Workload = {
        threatVision: threatVision.url,
        openCti: openCti.url,
        clientId: 'demo',
        clientSecret: 'demo',
        openCtiToken: defaultToken,
        downloads: downloads.map(({ path }) => `${threatVision.url}${path}`).sort(),
        posts: posts.filter((body) => body.includes('stixBundlePush')),
        downloadConcurrency: 8,
        postConcurrency: 4,
      };
      const file = join(folder, `workload-${runs}.json`);
      writeFileSync(file, JSON.stringify(workload));
      return file;
    },
    requests() {
      const now = { threatVision: threatVision.count(''), openCti: openCti.count('') };
      const since = {
        threatVision: now.threatVision - seen.threatVision,
        openCti: now.openCti - seen.openCti,
      };
      seen = { ...now, posts: openCti.requests.length, downloads: threatVision.requests.length };
      return since;
    },
    async close() {
      await Promise.all([threatVision.close(), openCti.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
