import { type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

import { isOpenDirectory, isTrustedOwner, octal, type ReadFile, readRegularFile } from '../lib/index.js';
import { optionList } from './options.js';
import type { Notice, Problem } from './problem.js';
import type { ConfigSource, Environment } from './sources.js';

/** The order in each directory. Only JSON and YAML: no content is executed. */
const fileNames = ['.teamt5rc', '.teamt5rc.json', '.teamt5rc.yaml', '.teamt5rc.yml', 'teamt5.config.json'];

export interface FileSearch {
  readonly env: Environment;
  /** Absolute; undefined if the working directory does not exist. */
  readonly cwd: string | undefined;
  readonly home: string;
  readonly systemDirectory: string;
}

/** @param named absolute path of `--config`; if undefined, the first file of the search is read, or none */
export async function loadConfigFile(
  named: string | undefined,
  search: FileSearch,
  userId: number | undefined,
): Promise<ConfigSource & { readonly file?: string | undefined }> {
  const found = named === undefined ? findFile(search, userId) : { path: named, notices: [] };
  const { path, notices } = found;
  if (path === undefined) return { values: new Map(), problems: [], notices };
  // A link is followed: containers and tools for dotfiles place configuration as links.
  const read = readRegularFile(path, { followLinks: true });
  if (!read.ok) {
    const key = named === undefined ? 'file' : '--config';
    return failed({ key, where: path, expected: `a readable file (${read.failure})` }, notices);
  }
  const untrusted = accessProblem(path, read.value, named !== undefined, userId);
  if (untrusted !== undefined) return failed(untrusted, notices);
  // Loaded only if there is a file, because the YAML parser is large.
  const { parseFileContent } = await import('./file-content.js');
  const source = await parseFileContent(path, read.value.text);
  const hasSecrets = optionList.some(({ key, secret }) => secret && source.values.has(key));
  const isReadable = hasSecrets && userId !== undefined && (read.value.mode & 0o004) !== 0;
  const readable = isReadable ? [readableNotice(path, read.value.mode)] : [];
  return { ...source, notices: [...notices, ...source.notices, ...readable], file: path };
}

function failed(problem: Problem, notices: readonly Notice[]): ConfigSource & { readonly file: string } {
  return { values: new Map(), problems: [problem], notices, file: problem.where };
}

/**
 * Another user's file could send the credentials of the environment to another host. Not checked on Windows.
 * @param isNamed by `--config`: the user trusts its owner
 */
function accessProblem(
  path: string,
  { owner, mode }: ReadFile,
  isNamed: boolean,
  userId: number | undefined,
): Problem | undefined {
  if (userId === undefined) return undefined;
  if (!isNamed && !isTrustedOwner(owner, userId)) {
    const expected = `a file of your own (it belongs to user ${owner}); if you trust it, name it: --config ${path}`;
    return { key: 'file', where: path, expected };
  }
  if ((mode & 0o022) === 0) return undefined;
  const expected = `a file that only its owner can change (mode ${octal(mode)}); run: chmod go-w ${path}`;
  return { key: 'file', where: path, expected };
}

function readableNotice(path: string, mode: number): Notice {
  const message = `${path} contains secrets and can be read by every user (mode ${octal(mode)}); run: chmod 600 ${path}`;
  return { level: 'warn', message };
}

interface FoundFile {
  readonly path: string | undefined;
  readonly notices: readonly Notice[];
}

/** Directories that other users can change are not searched. */
function findFile({ env, cwd, home, systemDirectory }: FileSearch, userId: number | undefined): FoundFile {
  // XDG Base Directory Specification: a relative path in the variable is invalid and ignored.
  const xdg = env.XDG_CONFIG_HOME ?? '';
  const userDirectory = join(isAbsolute(xdg) ? xdg : join(home, '.config'), 'teamt5');
  const notices: Notice[] = [];
  const chains = [cwd === undefined ? [] : upward(cwd, home), [userDirectory], [systemDirectory]];
  for (const chain of chains) {
    for (const directory of chain) {
      const path = fileNames.map((name) => join(directory, name)).find(exists);
      const fault = directoryFault(directory, userId);
      if (fault === undefined && path !== undefined) return { path, notices };
      if (fault === undefined) continue;
      if (path !== undefined) {
        const message = `${path} is not used, because ${directory} ${fault}; if you trust the file, name it: --config ${path}`;
        notices.push({ level: 'warn', message });
      }
      // Who can change this directory can replace what is below it and direct the search further up.
      break;
    }
  }
  if (cwd === undefined) {
    const message = 'The working directory does not exist; it was not searched for a configuration file.';
    notices.push({ level: 'warn', message });
  }
  return { path: undefined, notices };
}

const exists = (path: string): boolean => statOf(path) !== undefined;

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function directoryFault(directory: string, userId: number | undefined): string | undefined {
  const status = userId === undefined ? undefined : statOf(directory);
  if (status === undefined) return undefined;
  if (!isTrustedOwner(status.uid, userId)) return `belongs to another user (${status.uid})`;
  return isOpenDirectory(status, userId)
    ? `can be changed by other users (mode ${octal(status.mode)}; run: chmod go-w ${directory})`
    : undefined;
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
