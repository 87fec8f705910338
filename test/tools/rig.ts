import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultToken, type OpenCtiOptions, type OpenCtiSandbox, startOpenCti } from '../sandbox/opencti.js';
import {
  startThreatVision,
  type ThreatVisionOptions,
  type ThreatVisionSandbox,
} from '../sandbox/threatvision.js';
import { type Finished, type Running, startBinary } from './binary.js';
import { connectorId } from './constants.js';

// Configuration files of the tests must not be writable for a group.
process.umask(0o022);

/** The built binary with an empty home directory, and stand-ins of both services. */
export interface Rig {
  readonly threatVision: ThreatVisionSandbox;
  readonly openCti: OpenCtiSandbox;
  readonly home: string;
  readonly connectorId: string;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
}

export interface Teardown {
  teardown(action: () => unknown): void;
}

export interface RigOptions {
  readonly threatVision?: ThreatVisionOptions;
  readonly openCti?: OpenCtiOptions;
}

export async function createRig(t: Teardown, options: RigOptions = {}): Promise<Rig> {
  const threatVision = await startThreatVision(options.threatVision);
  const openCti = await startOpenCti(options.openCti);
  const home = mkdtempSync(join(tmpdir(), 'teamt5-opencti-'));
  const children = new Set<ChildProcess>();
  t.teardown(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([threatVision.close(), openCti.close()]);
    rmSync(home, { recursive: true, force: true });
  });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    OPENCTI_URL: openCti.url,
    OPENCTI_TOKEN: defaultToken,
    CONNECTOR_ID: connectorId,
    TEAMT5_API_BASE_URL: threatVision.url,
    TEAMT5_CLIENT_ID: 'demo',
    TEAMT5_CLIENT_SECRET: 'demo',
    TEAMT5_HTTP_RETRY_PERIOD: 'PT1S',
  };
  const start: Rig['start'] = (args, extra = {}) => {
    const running = startBinary(args, { cwd: home, env: { ...env, ...extra } });
    children.add(running.process);
    return running;
  };
  return {
    threatVision,
    openCti,
    home,
    connectorId,
    env,
    start,
    run: (args, extra) => start(args, extra).finished,
  };
}
