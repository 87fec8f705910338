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

/** Options: `--port --host --latency --client-id --client-secret --content own|samples|N`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      latency: { type: 'string', default: '0' },
      'client-id': { type: 'string', default: 'demo' },
      'client-secret': { type: 'string', default: 'demo' },
      content: { type: 'string', default: 'own' },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const { url } = await startThreatVision({
    port: Number(values.port),
    host: values.host,
    latencyMs: Number(values.latency),
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    content: contentByName(values.content),
  });
  console.log(`ThreatVision stand-in: ${url}`);
  console.log(
    `  TEAMT5_API_BASE_URL=${url}\n  TEAMT5_CLIENT_ID=${values['client-id']}\n  TEAMT5_CLIENT_SECRET=${values['client-secret']}`,
  );
}

const help = `Stand-in of ThreatVision.

  --port <n>                default 4010; 0: a free one
  --host <address>          default 127.0.0.1
  --latency <ms>            delay of each response
  --client-id <id>          default demo
  --client-secret <secret>  default demo
  --content <content>       own (default), samples, or a number of generated items`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
