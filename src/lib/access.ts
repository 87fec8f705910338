import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user whose rights this process has; undefined on systems without user ids (Windows), where nothing is checked. */
export function currentUser(): number | undefined {
  return process.geteuid?.();
}

/** True if a file of this owner can be trusted: it is the user's own, or root's. */
export function isTrustedOwner(owner: number, user: number | undefined): boolean {
  return user === undefined || owner === user || owner === 0;
}

/**
 * True if other users may create files in a directory; its sticky bit does not keep them from it. Write access of the
 * user's private group does not count: systems with such groups (uid equal to gid) often have umask 002.
 */
export function isOpenDirectory(
  { mode, gid }: { readonly mode: number; readonly gid: number },
  user: number | undefined,
): boolean {
  const isPrivateGroup = user !== 0 && gid === user && gid === process.getegid?.();
  return (mode & (isPrivateGroup ? 0o002 : 0o022)) !== 0;
}

/** The permissions as chmod expects them: `0644`. */
export function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

/** What is wrong with the access to a path, and a command or a step that corrects it. */
export interface AccessFault {
  readonly message: string;
  readonly advice: string;
}

/**
 * Why other users could change, delete or plant files in a directory; undefined if only this user and
 * root can. The directory itself is checked, and each symbolic link in its path; not the directories above it, because
 * volumes of containers are often open to all.
 * @param options.tighten a directory of this user that others may only read gets mode 0700
 */
export function directoryFault(
  path: string,
  {
    user = currentUser(),
    tighten = false,
  }: { readonly user?: number | undefined; readonly tighten?: boolean } = {},
): AccessFault | undefined {
  if (user === undefined) return undefined;
  const link = foreignLink(path, user);
  if (link !== undefined) {
    const message = `${link} is a symbolic link of another user`;
    return { message, advice: 'Delete the link, or name the directory that it leads to.' };
  }
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const { uid, gid, mode } = fstatSync(directory);
    if (!isTrustedOwner(uid, user)) {
      return {
        message: `it belongs to another user (${uid}; this process runs as ${user})`,
        advice: `Run the program as that user, or run: chown ${user} ${path}`,
      };
    }
    if (isOpenDirectory({ mode, gid }, user)) {
      return {
        message: `other users can write to it (mode ${octal(mode)})`,
        advice: `Run: chmod go-w ${path} (or name a new directory below it, which is created with mode 0700).`,
      };
    }
    if (tighten && uid === user && (mode & 0o077) !== 0) fchmodSync(directory, 0o700);
    return undefined;
  } finally {
    closeSync(directory);
  }
}

/** The first symbolic link in a path that belongs to neither the user nor root: who owns a link can change its target. */
function foreignLink(path: string, user: number): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : foreignLink(parent, user);
  if (above !== undefined) return above;
  const status = lstatSync(path);
  return status.isSymbolicLink() && !isTrustedOwner(status.uid, user) ? path : undefined;
}
