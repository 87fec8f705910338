import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

import { connectorsGroup, defaultToken, startOpenCti } from '../sandbox/opencti.js';
import { startThreatVision } from '../sandbox/threatvision.js';
import type { Handler, SandboxRequest, SandboxResponse } from '../sandbox/types.js';
import {
  type Delivery,
  deliveredBy,
  type Ended,
  type RunEnd,
  type RunPlan,
  type Seen,
  type World,
} from '../sync/model/world.js';
import { startBinary } from '../tools/binary.js';
import { connectorId } from '../tools/constants.js';
import { setClock } from './clock.js';
import { type Output, runInProcess } from './in-process.js';

/** The world of the model with the program as its users run it: over HTTP, with its state on a disk. */
export interface Host extends World {
  /** Of the last run; null: killed. */
  readonly code: () => number | null;
  /** The binary runs instead of the same code in this process, until called with false. */
  useBinary(use: boolean): void;
  /** Another command of the program, in this process. */
  command(args: readonly string[]): Promise<Output>;
  /** Replaces the token in OpenCTI. The operator follows with `configureToken`. */
  rotateToken(): void;
  configureToken(): void;
  /** Names and sizes in bytes of the files of the state. */
  files(): ReadonlyMap<string, number>;
}

/** @param start milliseconds since the epoch */
export async function createHost(start: number, version: string): Promise<Host> {
  setClock(start);
  let time = start;
  let runs = 0;
  let code: number | null = 0;
  let isBinary = false;
  let tokens = 0;
  let token = defaultToken;
  let onRequest: (
    service: 'source' | 'platform',
    request: SandboxRequest,
  ) => SandboxResponse | undefined = () => undefined;
  const deliveries: Delivery[] = [];

  const around =
    (service: 'source' | 'platform') =>
    async (request: SandboxRequest, handle: Handler): Promise<SandboxResponse> => {
      const response = onRequest(service, request) ?? (await handle(request));
      const delivered = deliveredBy(request, response);
      if (delivered !== undefined) deliveries.push({ ...delivered, run: runs });
      return response;
    };
  const [source, platform] = await Promise.all([
    startThreatVision({ keepRequests: false, around: around('source') }),
    startOpenCti({
      version,
      importPaused: true,
      keepBundles: false,
      keepRequests: false,
      around: around('platform'),
    }),
  ]);

  const home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'teamt5-opencti-soak-'));
  const directory = join(home, 'state');
  mkdirSync(directory, { mode: 0o700 });
  for (const name of Object.keys(process.env)) if (name !== 'PATH') Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, {
    HOME: home,
    OPENCTI_URL: platform.url,
    OPENCTI_TOKEN: token,
    CONNECTOR_ID: connectorId,
    TEAMT5_API_BASE_URL: source.url,
    TEAMT5_CLIENT_ID: 'demo',
    TEAMT5_CLIENT_SECRET: 'demo',
    TEAMT5_ATTACH_PDF: 'false',
    TEAMT5_HTTP_RETRY_PERIOD: 'PT0.1S',
    TEAMT5_STATE_DIR: directory,
  });
  process.chdir(home);

  async function run({ killAt, chance, options = {}, onRequest: replace }: RunPlan): Promise<RunEnd> {
    runs += 1;
    const args = ['sync', '--json', '--log-format', 'json', '--log-level', 'debug', ...flagsOf(options)];
    const output =
      killAt !== undefined || isBinary
        ? await runBinary(args, killAt, chance, replace)
        : await during(replace, () => runInProcess(args));
    code = output.code;
    return readEnd(output);
  }

  async function during<T>(replace: RunPlan['onRequest'], action: () => Promise<T>): Promise<T> {
    onRequest = replace ?? onRequest;
    try {
      return await action();
    } finally {
      onRequest = () => undefined;
    }
  }

  /** The process is killed a moment after a request: also while it writes its state. */
  function runBinary(
    args: readonly string[],
    killAt: number | undefined,
    chance: () => number,
    replace: RunPlan['onRequest'],
  ): Promise<Output> {
    const running = startBinary(args, {
      cwd: home,
      env: { ...environment(), SOAK_CLOCK: String(Date.now()), NODE_OPTIONS: `--import ${clockModule}` },
    });
    let requests = 0;
    const delay = chance() * 5;
    return during(
      (service, request) => {
        requests += 1;
        if (requests === killAt) setTimeout(() => running.process.kill('SIGKILL'), delay);
        return replace?.(service, request);
      },
      () => running.finished,
    );
  }

  return {
    source,
    platform,
    deliveries,
    run,
    code: () => code,
    useBinary(use) {
      isBinary = use;
    },
    runs: () => runs,
    now: () => Date.now(),
    pass(milliseconds) {
      time = Math.max(time + milliseconds, Date.now());
      setClock(time);
    },
    command: runInProcess,
    rotateToken() {
      platform.setToken(token, undefined);
      token = `sandbox-opencti-token-${(tokens += 1)}`;
      platform.setToken(token, { name: 'sandbox connector', capabilities: connectorsGroup });
    },
    configureToken() {
      process.env.OPENCTI_TOKEN = token;
    },
    files: () => new Map(readdirSync(directory).map((name) => [name, statSync(join(directory, name)).size])),
    async close() {
      await Promise.all([source.close(), platform.close()]);
      process.chdir('/');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const clockModule = new URL('./clock.js', import.meta.url).href;

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function flagsOf({ maxItems, kinds, retryFailed }: NonNullable<RunPlan['options']>): string[] {
  return [
    ...(maxItems === undefined ? [] : ['--max-items', String(maxItems)]),
    ...(kinds?.[0] === undefined ? [] : ['--only', kinds[0]]),
    ...(retryFailed === true ? ['--retry-failed'] : []),
  ];
}

const kind = z.enum(['reports', 'bundles']);
const text = z.string().optional();
const document = z.object({
  outcome: z.string(),
  error: z.object({ reason: z.string(), message: z.string() }).optional(),
  failures: z.array(z.object({ kind, id: z.string(), message: z.string() })),
});
const line = z.object({
  event: z.string(),
  kind: kind.optional(),
  id: text,
  message: text,
  objectId: text,
  items: text,
  again: z.boolean().optional(),
});

function readEnd({ code, stdout, stderr }: Output): RunEnd {
  const events = stderr.split('\n').flatMap((one) => seen(one));
  const inFlight = new Set<string>();
  for (const { type, kind = '', id = '' } of events)
    if (type === 'started') inFlight.add(`${kind}/${id}`);
    else if (['delivered', 'failed', 'nothing-to-import'].includes(type)) inFlight.delete(`${kind}/${id}`);
  return { ...(code === null ? {} : { summary: ended(stdout) }), events, inFlight: [...inFlight] };
}

function ended(stdout: string): Ended {
  const { outcome, error, failures } = document.parse(JSON.parse(stdout));
  return { outcome, failure: error, failures };
}

/** The last line of a killed process can be cut off. */
function seen(text: string): Seen[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const read = line.safeParse(parsed);
  if (!read.success) return [];
  const { event: type, items, ...fields } = read.data;
  return [{ type, ...fields, items: items?.split(' ') }];
}
