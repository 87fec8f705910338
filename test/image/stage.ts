import { ownContent } from '../sandbox/content/index.js';
import { type OpenCtiSandbox, startOpenCti } from '../sandbox/opencti.js';
import {
  startThreatVision,
  type ThreatVisionOptions,
  type ThreatVisionSandbox,
} from '../sandbox/threatvision.js';
import { settingsFor } from '../tools/settings.js';
import type { Container, Engine, Finished } from './engine.js';

export const volumePath = '/var/lib/teamt5-opencti';

/** What `compose.yaml` and `cronjob.yaml` set. */
export const hardened = [
  ...['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
];

/** Stand-ins of both services, and the image with a configuration for them. */
export interface Stage {
  readonly threatVision: ThreatVisionSandbox;
  readonly openCti: OpenCtiSandbox;
  readonly env: Readonly<Record<string, string>>;
  /** A volume of the engine, empty; `prepare` is a shell script that root runs with it in `$1`. */
  volume(prepare?: string): Promise<string>;
  start(args: readonly string[], options?: StageOptions): Container;
  run(args: readonly string[], options?: StageOptions): Promise<Finished>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly volume?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

let volumes = 0;

export async function openStage(
  engine: Engine,
  tag: string,
  content: ThreatVisionOptions['content'] = ownContent(),
): Promise<Stage> {
  const [threatVision, openCti] = await Promise.all([startThreatVision({ content }), startOpenCti()]);
  const created: string[] = [];
  const running = new Set<Container>();
  const env = {
    ...settingsFor(threatVision, openCti),
    TEAMT5_HTTP_RETRY_PERIOD: 'PT1S',
  };
  const start: Stage['start'] = (args, { volume, env: extra = {}, options = [] } = {}) => {
    const mounts = volume === undefined ? [] : ['--volume', `${volume}:${volumePath}`];
    const container = engine.start(tag, args, {
      env: { ...env, ...extra },
      options: [...hardened, ...mounts, ...options],
    });
    running.add(container);
    void container.finished.finally(() => running.delete(container));
    return container;
  };
  return {
    threatVision,
    openCti,
    env,
    volume: async (prepare) => {
      const name = `teamt5-opencti-test-${process.pid}-${(volumes += 1)}`;
      engine.call('volume', 'create', name);
      created.push(name);
      if (prepare !== undefined) {
        const options = ['--user', '0', '--entrypoint', 'sh', '--volume', `${name}:${volumePath}`];
        const done = await engine.start(tag, ['-euc', prepare, 'sh', volumePath], { options }).finished;
        if (done.code !== 0) throw new Error(`cannot prepare a volume: ${done.stderr}`);
      }
      return name;
    },
    start,
    run: (args, options) => start(args, options).finished,
    close: async () => {
      await Promise.all([...running].map((container) => container.stop()));
      if (created.length > 0) engine.call('volume', 'rm', ...created);
      await Promise.all([threatVision.close(), openCti.close()]);
    },
  };
}
