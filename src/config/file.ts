import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';

import { optionList } from './options.js';
import { errorCode, type Notice, type Problem } from './problem.js';
import type { ConfigSource, Environment } from './sources.js';

/** In this order in each directory. JSON and YAML only: no content is executed. */
const fileNames = ['.teamt5rc', '.teamt5rc.json', '.teamt5rc.yaml', '.teamt5rc.yml', 'teamt5.config.json'];

export interface FileSearch {
  readonly env: Environment;
  /** Absolute; undefined if the working directory does not exist. */
  readonly cwd: string | undefined;
  readonly home: string;
  /** `/etc/teamt5` */
  readonly systemDirectory: string;
}

/**
 * The options of the configuration file.
 * @param named the absolute path of `--config`; undefined: the first file of the search, or no options if there is none
 */
export async function loadConfigFile(
  named: string | undefined,
  search: FileSearch,
  userId: number | undefined,
): Promise<ConfigSource & { readonly file?: string | undefined }> {
  const found = named === undefined ? await findFile(search) : { path: named, status: undefined };
  if (found === undefined) return { values: new Map(), problems: [], notices: searchNotices(search) };
  const { path } = found;
  // A file of another user in a shared directory could send the credentials of the environment to another host.
  if (userId !== undefined && found.status !== undefined && ![0, userId].includes(found.status.uid)) {
    const expected = `a file of your own (it belongs to user ${found.status.uid}); if you trust it, name it: --config ${path}`;
    return failed({ key: 'file', where: path, expected });
  }
  const content = await readFile(path, 'utf8').catch((error: unknown) => error);
  if (typeof content !== 'string') {
    const expected = `a readable file (${errorCode(content)})`;
    return failed({ key: named === undefined ? 'file' : '--config', where: path, expected });
  }
  // Loaded only if there is a file: the parser of YAML is large.
  const { parseFileContent } = await import('./file-content.js');
  const source = await parseFileContent(path, content);
  const hasSecrets = optionList.some(({ key, secret }) => secret && source.values.has(key));
  // On systems without user ids (Windows) the mode has no meaning; a file that was deleted meanwhile has none.
  const status = found.status ?? (await stat(path).catch(() => undefined));
  const mode = userId === undefined ? 0 : (status?.mode ?? 0);
  return { ...source, notices: [...source.notices, ...accessNotices(path, mode, hasSecrets)], file: path };
}

function failed(problem: Problem): ConfigSource & { readonly file: string } {
  return { values: new Map(), problems: [problem], notices: [], file: problem.where };
}

/** The first configuration file of the search with its status; undefined if there is none. */
async function findFile({ env, cwd, home, systemDirectory }: FileSearch) {
  // XDG Base Directory Specification: a relative path in the variable is invalid and ignored.
  const xdg = env.XDG_CONFIG_HOME ?? '';
  const userDirectory = join(isAbsolute(xdg) ? xdg : join(home, '.config'), 'teamt5');
  const directories = cwd === undefined ? [] : upward(cwd, home);
  for (const directory of [...directories, userDirectory, systemDirectory]) {
    for (const name of fileNames) {
      const path = join(directory, name);
      const status = await stat(path).catch(() => undefined);
      if (status?.isFile()) return { path, status };
    }
  }
  return undefined;
}

/** The directories from `cwd` up to `home`, both included; up to the root if `cwd` is not below `home`. */
function upward(cwd: string, home: string): string[] {
  const directories = [cwd];
  for (let directory = cwd; directory !== home && dirname(directory) !== directory;) {
    directory = dirname(directory);
    directories.push(directory);
  }
  return directories;
}

function searchNotices({ cwd }: FileSearch): Notice[] {
  if (cwd !== undefined) return [];
  const message = 'The working directory does not exist; it was not searched for a configuration file.';
  return [{ level: 'warn', message }];
}

/** Warns of a file that every user can change, or that contains secrets and every user can read. */
function accessNotices(path: string, mode: number, hasSecrets: boolean): Notice[] {
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & 0o002) !== 0) {
    const message = `${path} can be changed by every user (mode ${octal}); run: chmod o-rwx ${path}`;
    return [{ level: 'warn', message }];
  }
  if (!hasSecrets || (mode & 0o004) === 0) return [];
  const message = `${path} contains secrets and can be read by every user (mode ${octal}); run: chmod 600 ${path}`;
  return [{ level: 'warn', message }];
}
