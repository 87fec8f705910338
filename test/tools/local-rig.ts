import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Host } from '../../src/cli/core/host.js';
import { runProgram } from '#program';
import { type OpenCtiOptions, type OpenCtiSandbox, startOpenCti } from '../sandbox/opencti.js';
import {
  startThreatVision,
  type ThreatVisionOptions,
  type ThreatVisionSandbox,
} from '../sandbox/threatvision.js';
import { createCapturedHost } from './captured-host.js';
import { connectorId } from './constants.js';
import { settingsFor } from './settings.js';
import { objectIn } from './output-object.js';
import { withoutWaitingNotices } from './waiting-notices.js';

// Configuration files of the tests must not be writable for a group.
process.umask(0o022);

/** An empty home directory, and stand-ins of both services. */
export interface LocalRig {
  readonly threatVision: ThreatVisionSandbox;
  readonly openCti: OpenCtiSandbox;
  readonly home: string;
  readonly connectorId: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Runs a command in this process, which costs a small part of a start of the binary. Times are in the zone of this
   * process. With `columns`, stdout and stderr are terminals of this width.
   */
  call(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    options?: { readonly columns?: number },
  ): Promise<Called>;
}

export interface Called {
  readonly code: number;
  readonly stdout: string;
  /** Without `waitingNotices`. */
  readonly stderr: string;
  /** Log lines about a service that has not responded for 2 s. */
  readonly waitingNotices: readonly string[];
  json(): Record<string, unknown>;
}

export interface Teardown {
  teardown(action: () => unknown): void;
}

export interface RigOptions {
  readonly threatVision?: ThreatVisionOptions;
  readonly openCti?: OpenCtiOptions;
}

export async function createLocalRig(t: Teardown, options: RigOptions = {}): Promise<LocalRig> {
  const threatVision = await startThreatVision(options.threatVision);
  const openCti = await startOpenCti(options.openCti);
  const home = mkdtempSync(join(tmpdir(), 'teamt5-opencti-'));
  t.teardown(async () => {
    await Promise.all([threatVision.close(), openCti.close()]);
    rmSync(home, { recursive: true, force: true });
  });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    ...settingsFor(threatVision, openCti),
    TEAMT5_HTTP_RETRY_PERIOD: 'PT1S',
  };
  // conf's default for HOME, which it reads from this process.
  const state = { TEAMT5_STATE_DIR: join(home, '.config', 'teamt5-opencti') };
  return {
    threatVision,
    openCti,
    home,
    connectorId,
    env,
    call: (args, extra = {}, { columns } = {}) => call(args, home, { ...env, ...state, ...extra }, columns),
  };
}

async function call(
  args: readonly string[],
  home: string,
  env: Host['env'],
  columns: number | undefined,
): Promise<Called> {
  const { host, ...output } = createCapturedHost(env, home, columns);
  // An exception that no call awaits ends the test.
  const code = await runProgram(args, host, { use: () => () => undefined });
  const stdout = output.stdout();
  const { text: stderr, notices: waitingNotices } = withoutWaitingNotices(output.stderr());
  return { code, stdout, stderr, waitingNotices, json: () => objectIn(stdout, stderr) };
}
