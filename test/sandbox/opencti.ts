import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { connectorsGroup } from './opencti/accounts.js';
import { defaultToken, startOpenCti } from './opencti/platform.js';

export { connectorsGroup, olderConnectorsGroup, type AccountOptions } from './opencti/accounts.js';
export { defaultToken, startOpenCti } from './opencti/platform.js';
export type { Ping, Push } from './opencti/resolvers.js';
export type { OpenCtiOptions, OpenCtiSandbox } from './opencti/types.js';
export { brokerSecret } from './opencti/views.js';

/** Options: `--port --host --version --token --latency --base-path --no-server-splitting`. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      port: { type: 'string', default: '4020' },
      host: { type: 'string', default: '127.0.0.1' },
      version: { type: 'string', default: '7.260817.0' },
      token: { type: 'string', default: defaultToken },
      latency: { type: 'string', default: '0' },
      'base-path': { type: 'string', default: '' },
      'no-server-splitting': { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const sandbox = await startOpenCti({
    port: Number(values.port),
    host: values.host,
    version: values.version,
    latencyMs: Number(values.latency),
    basePath: values['base-path'],
    ...(values['no-server-splitting'] ? { serverSplitting: false } : {}),
    tokens: { [values.token]: { name: 'sandbox connector', capabilities: connectorsGroup } },
  });
  console.log(`OpenCTI ${values.version} stand-in: ${sandbox.url}`);
  console.log(`  OPENCTI_URL=${sandbox.url}\n  OPENCTI_TOKEN=${values.token}`);
}

const help = `Stand-in of OpenCTI.

  --port <n>             default 4020; 0: a free one
  --host <address>       default 127.0.0.1
  --version <version>    the version to report; default 7.260817.0
  --token <token>        the accepted API token
  --latency <ms>         delay of each response
  --base-path <path>     path of the platform below the host
  --no-server-splitting  do not split bundles, as in releases before 7.260817.0`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
