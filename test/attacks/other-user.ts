import { lchownSync } from 'node:fs';

/** A user id that belongs to nobody on the machines that run the tests. */
export const otherUser = 4242;

const isRoot = process.getuid?.() === 0;

/** The program believes that it runs as this user; only root can really give files away. */
const asOtherUser = `data:text/javascript,${encodeURIComponent(
  `process.getuid = process.geteuid = () => ${otherUser};`,
)}`;

/**
 * Gives a path to another user, as the program sees it: root changes the owner, any other user lets the program believe
 * that it runs as another one. Returns the environment of the program.
 */
export function giveToOtherUser(...paths: readonly string[]): Readonly<Record<string, string>> {
  if (!isRoot) return { NODE_OPTIONS: `--import ${asOtherUser}` };
  for (const path of paths) lchownSync(path, otherUser, otherUser);
  return {};
}

/** True if everything that the user of the tests owns is foreign to the program, too. */
export const everythingIsForeign = !isRoot;
