import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { contentByName } from './content/index.js';
import { startThreatVision } from './threatvision/api.js';

export {
  startThreatVision,
  type ListCall,
  type ThreatVisionOptions,
  type ThreatVisionSandbox,
} from './threatvision/api.js';
export type { BundleItem, Content, Download, ItemKind, ReportItem } from './threatvision/items.js';

/**
 * Runs the sandbox as a stand-alone server: `--port --host --latency --client-id --client-secret --content
 * own|samples|N`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      latency: { type: 'string', default: '0' },
      'client-id': { type: 'string', default: 'demo' },
      'client-secret': { type: 'string', default: 'demo' },
      content: { type: 'string', default: 'own' },
    },
  });
  const { url } = await startThreatVision({
    port: Number(values.port),
    host: values.host,
    latencyMs: Number(values.latency),
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    content: contentByName(values.content),
  });
  console.log(`ThreatVision stand-in: ${url}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
