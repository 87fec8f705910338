/** `npm run demo`: runs the built binary against stand-ins of both services. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ownContent, sampleContent } from '../sandbox/content/index.js';
import { startOpenCti } from '../sandbox/opencti.js';
import { startThreatVision } from '../sandbox/threatvision.js';
import { binaryPath, startBinary } from './binary.js';
import { connectorId } from './constants.js';
import { settingsFor } from './settings.js';

const content = sampleContent() ?? ownContent();
const [threatVision, openCti] = await Promise.all([startThreatVision({ content }), startOpenCti()]);
const home = mkdtempSync(join(tmpdir(), 'teamt5-opencti-demo-'));
const settings = {
  ...settingsFor(threatVision, openCti),
  TEAMT5_STATE_DIR: join(home, 'state'),
};
const environment = { PATH: process.env.PATH ?? '', HOME: home, ...settings };

console.log(`Stand-in ThreatVision at ${threatVision.url}, stand-in OpenCTI at ${openCti.url}\n`);
let failed = false;
for (const args of [['auth'], ['sync', '--log-level', 'info'], ['sync', '--log-level', 'info'], ['status']]) {
  console.log(`$ teamt5-opencti ${args.join(' ')}`);
  const { code, stdout, stderr } = await startBinary(args, { cwd: home, env: environment }).finished;
  console.log(`${stderr}${stdout}(exit code ${String(code)})\n`);
  failed ||= code !== 0;
}
await openCti.importsDone();
console.log(
  [
    `OpenCTI received ${openCti.pushes.length} bundles and holds ${openCti.stored.size} objects.`,
    `The state is in ${settings.TEAMT5_STATE_DIR}. This command reads it:`,
    `  TEAMT5_STATE_DIR=${settings.TEAMT5_STATE_DIR} CONNECTOR_ID=${connectorId} node ${binaryPath} status --offline`,
    '',
    'The same commands work with real accounts. Set these in the environment or in .teamt5rc',
    '(.teamt5rc.example lists every option):',
    '  OPENCTI_URL, OPENCTI_TOKEN     the platform, and a token of a user in the group "Connectors"',
    '  CONNECTOR_ID                   a new UUID; `teamt5-opencti init` generates one',
    '  TEAMT5_CLIENT_ID, TEAMT5_CLIENT_SECRET',
  ].join('\n'),
);
await Promise.all([threatVision.close(), openCti.close()]);
process.exitCode = failed ? 1 : 0;
