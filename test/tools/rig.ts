import type { ChildProcess } from 'node:child_process';

import { type Finished, type Running, startBinary } from './binary.js';
import { createLocalRig, type LocalRig, type RigOptions, type Teardown } from './local-rig.js';

export type { RigOptions, Teardown } from './local-rig.js';

/** The built binary with an empty home directory, and stand-ins of both services. */
export interface Rig extends LocalRig {
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
}

export async function createRig(t: Teardown, options: RigOptions = {}): Promise<Rig> {
  const local = await createLocalRig(t, options);
  const { home, env } = local;
  const children = new Set<ChildProcess>();
  t.teardown(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  const start: Rig['start'] = (args, extra = {}) => {
    const running = startBinary(args, { cwd: home, env: { ...env, ...extra } });
    children.add(running.process);
    return running;
  };
  return { ...local, start, run: (args, extra) => start(args, extra).finished };
}
