import { octal, ok, err, readRegularFile, type Result } from '../lib/index.js';
import type { Notice } from './problem.js';

export interface SecretFile {
  readonly content: string;
  readonly notices: readonly Notice[];
}

/** Reads the file that a `<NAME>_FILE` variable names, with a warning if every user can read it. */
export function readSecretFile(
  path: string,
  variable: string,
  userId: number | undefined,
): Result<SecretFile, string> {
  const read = readTrustedFile(path, userId);
  if (!read.ok) return read;
  const { text, mode } = read.value;
  if (text.trim() === '') return err('it is empty');
  const isOpen = userId !== undefined && (mode & 0o004) !== 0 && !isMountedByContainer(path);
  const message = `${path} (${variable}) contains a secret and can be read by every user (mode ${octal(mode)}); run: chmod 600 ${path}`;
  return ok({ content: text, notices: isOpen ? [{ level: 'warn', message }] : [] });
}

/** Docker mounts secrets readable for every user of the container, and nothing can change that mode. */
function isMountedByContainer(path: string): boolean {
  return path.startsWith('/run/secrets/') || path.startsWith('/var/run/secrets/');
}

/** Reads a secret or authorities, also through a link, as containers mount them. Fails with the reason. */
export function readTrustedFile(
  path: string,
  userId: number | undefined,
): Result<{ readonly text: string; readonly mode: number }, string> {
  const read = readRegularFile(path, { followLinks: true });
  if (!read.ok || userId === undefined || (read.value.mode & 0o002) === 0) return read;
  return err(`every user can change it (mode ${octal(read.value.mode)}); run: chmod o-w ${path}`);
}
