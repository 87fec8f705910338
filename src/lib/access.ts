import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user whose rights this process has; undefined on systems without user ids (Windows), where nothing is checked. */
export function currentUser(): number | undefined {
  return process.geteuid?.();
}

/** True if the owner of a file is the user or root. */
export function isTrustedOwner(owner: number, user: number | undefined): boolean {
  return user === undefined || owner === user || owner === 0;
}

/** True if others can create files in a directory. The user's private group (uid = gid) does not count. */
export function isOpenDirectory(
  { mode, gid }: { readonly mode: number; readonly gid: number },
  user: number | undefined,
): boolean {
  const isPrivateGroup = user !== 0 && gid === user && gid === process.getegid?.();
  return (mode & (isPrivateGroup ? 0o002 : 0o022)) !== 0;
}

/** A file mode as four octal digits, without the file type: `0600`. */
export function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

export interface AccessFault {
  readonly message: string;
  readonly advice: string;
}

/**
 * Why others than this user and root could change files in a directory or a symbolic link in its path; the
 * directories above are not checked, because those of container volumes are often open to all.
 * @param options.tighten gives a directory of this user that others can only read mode 0700
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

/** The first symbolic link in a path whose owner, neither the user nor root, can change its target. */
function foreignLink(path: string, user: number): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : foreignLink(parent, user);
  if (above !== undefined) return above;
  const status = lstatSync(path);
  return status.isSymbolicLink() && !isTrustedOwner(status.uid, user) ? path : undefined;
}
