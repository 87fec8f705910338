import { chmodSync, lchownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { copyBinary, type Finished, startBinary } from '../tools/binary.js';
import type { LocalRig } from '../tools/local-rig.js';

/** Belongs to nobody on the machines that run the tests. */
export const otherUser = 4242;

const isRoot = process.getuid?.() === 0;

/** The program believes that it runs as this user; only root can really give files away. */
const asOtherUser = `data:text/javascript,${encodeURIComponent(
  `process.getuid = process.geteuid = () => ${otherUser};`,
)}`;

/** Root changes the owner; any other user gets an environment in which the program believes to be another. */
export function giveToOtherUser(...paths: readonly string[]): Readonly<Record<string, string>> {
  if (!isRoot) return { NODE_OPTIONS: `--import ${asOtherUser}` };
  for (const path of paths) lchownSync(path, otherUser, otherUser);
  return {};
}

/** The program then trusts nothing that the user of the tests owns. */
export const everythingIsForeign = !isRoot;

/** Node.js has read its own files before; the program and everything that it opens need the rights of this user. */
const becomeOtherUser = `data:text/javascript,${encodeURIComponent(
  `import { isMainThread } from 'node:worker_threads';
   if (isMainThread) { process.setgroups([]); process.setgid(${otherUser}); process.setuid(${otherUser}); }`,
)}`;

export type RunIn = (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<Finished>;

/**
 * Creates a directory that the user of the program is not allowed to enter, and passes a function that starts the binary
 * as that user. Root, who may enter every directory, starts it as another user.
 */
export async function withClosedDirectory(
  rig: LocalRig,
  use: (directory: string, run: RunIn) => Promise<void>,
): Promise<void> {
  const directory = join(rig.home, 'closed');
  mkdirSync(directory, { mode: 0o700 });
  if (isRoot) chmodSync(rig.home, 0o755);
  else chmodSync(directory, 0);
  const binary = isRoot ? copyBinary(join(rig.home, 'program')) : undefined;
  const user = isRoot ? { NODE_OPTIONS: `--import ${becomeOtherUser}` } : {};
  try {
    await use(directory, (args, env) => {
      const variables = { ...rig.env, ...user, ...env };
      return startBinary(args, { cwd: rig.home, env: variables, binary }).finished;
    });
  } finally {
    chmodSync(directory, 0o700);
  }
}
