/** Docker, or podman with buildah, by their command lines. */
import { spawn, spawnSync } from 'node:child_process';

export interface Finished {
  /** That of the container's process: 137 if it had to be killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Container {
  readonly finished: Promise<Finished>;
  /** What the container has written to stderr so far. */
  stderr(): string;
  /** SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Options of `docker run`, for example `--user`. */
  readonly options?: readonly string[];
}

export interface Engine {
  readonly name: 'docker' | 'podman';
  build(context: string, tag: string, buildArguments: Readonly<Record<string, string>>): void;
  /** Starts a container that is removed at its end. */
  start(tag: string, args: readonly string[], options?: RunOptions): Container;
  /** The output of a command of the engine. */
  call(...args: readonly string[]): string;
}

export function findEngine(): Engine | undefined {
  if (works('docker', 'info')) return docker;
  // In a container or a virtual machine without systemd, crun fails and runc works.
  const isPossible = ['podman', 'buildah', 'runc', 'debootstrap'].every((tool) => works(tool, '--version'));
  return isPossible ? podman : undefined;
}

const docker: Engine = {
  name: 'docker',
  build: (context, tag, buildArguments) => {
    call('docker', 'build', ...argumentsOf(buildArguments), '--tag', tag, ...dockerfile(context), context);
  },
  start: (tag, args, options) => start(['docker'], [], tag, args, options),
  call: (...args) => call('docker', ...args),
};

const podman: Engine = {
  name: 'podman',
  build: (context, tag, buildArguments) => {
    // The OCI format has no health check.
    const options = ['--format', 'docker', '--isolation', 'chroot', '--network', 'host'];
    call(
      ...['buildah', 'bud', ...options, ...argumentsOf(buildArguments), '--tag', tag, ...dockerfile(context)],
      context,
    );
  },
  start: (tag, args, options) =>
    start(
      ['podman', '--runtime', 'runc'],
      ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'],
      tag,
      args,
      options,
    ),
  call: (...args) => call('podman', ...args),
};

let started = 0;

function start(
  [engine, ...global]: readonly [string, ...string[]],
  engineOptions: readonly string[],
  tag: string,
  args: readonly string[],
  { env = {}, options = [] }: RunOptions = {},
): Container {
  const name = `teamt5-opencti-test-${process.pid}-${(started += 1)}`;
  // The stand-ins listen on the loopback interface of the machine.
  const common = ['--rm', '--name', name, '--network', 'host', '--no-healthcheck', ...engineOptions];
  const environment = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const child = spawn(engine, [...global, 'run', ...common, ...environment, ...options, tag, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    finished,
    stderr: () => stderr,
    stop: () =>
      new Promise((resolve, reject) => {
        const stopping = spawn(engine, [...global, 'stop', '-t', '10', name], { stdio: 'ignore' });
        stopping.on('error', reject);
        stopping.on('close', () => resolve());
      }),
  };
}

/** @throws if the command fails, with its output */
export function call(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

const works = (program: string, argument: string): boolean =>
  spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;

const dockerfile = (context: string): string[] => ['--file', `${context}/deploy/docker/Dockerfile`];

const argumentsOf = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
