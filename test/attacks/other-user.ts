import { lchownSync } from 'node:fs';

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
