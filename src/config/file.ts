import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Notice, Problem } from './failure.js';
import { parseFileContent } from './file-content.js';
import { fileLayer } from './file-keys.js';
import { errorCode } from './layers.js';
import type { Environment, Given, Layer } from './layers.js';
import { optionList } from './options.js';
import type { OptionKey } from './options.js';

/** In this order, in each directory. Data only: nothing here is ever executed. */
const fileNames = ['.teamt5rc', '.teamt5rc.json', '.teamt5rc.yaml', '.teamt5rc.yml', 'teamt5.config.json'];

export interface FileSearch {
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  /** `/etc/teamt5` */
  readonly systemDirectory: string;
}

/** The directories from `cwd` up to `home`, both included; up to the root where `cwd` is not below `home`. */
function upward(cwd: string, home: string): string[] {
  const directories = [cwd];
  for (let directory = cwd; directory !== home && dirname(directory) !== directory;) {
    directory = dirname(directory);
    directories.push(directory);
  }
  return directories;
}

/** The first configuration file there is, with its status; undefined where there is none. */
async function findFile({ env, cwd, home, systemDirectory }: FileSearch) {
  // XDG Base Directory Specification: a relative path in the variable is invalid and ignored.
  const xdg = env.XDG_CONFIG_HOME ?? '';
  const userDirectory = join(isAbsolute(xdg) ? xdg : join(home, '.config'), 'teamt5');
  for (const directory of [...upward(cwd, home), userDirectory, systemDirectory]) {
    for (const name of fileNames) {
      const path = join(directory, name);
      const status = await stat(path).catch(() => undefined);
      if (status?.isFile()) return { path, status };
    }
  }
  return undefined;
}

/** Remarks on a file that others could have written or can read; `mode` as `stat` gives it. */
function accessNotices(path: string, mode: number, hasSecrets: boolean): Notice[] {
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  const warn = (message: string): Notice[] => [{ level: 'warn', message }];
  if ((mode & 0o002) !== 0) {
    return warn(`${path} can be changed by every user (mode ${octal}); run: chmod o-rwx ${path}`);
  }
  return hasSecrets && (mode & 0o004) !== 0
    ? warn(`${path} holds secrets and can be read by every user (mode ${octal}); run: chmod 600 ${path}`)
    : [];
}

/** The layer of the configuration file, `named` by `--config` (absolute) or searched; empty where there is none. */
export async function loadFileLayer(
  named: string | undefined,
  search: FileSearch,
  userId: number | undefined,
): Promise<Layer & { readonly file?: string }> {
  const nothing = { values: new Map<OptionKey, Given>(), notices: [] };
  const failed = (where: string, expected: string, key = 'file'): Layer & { file: string } => {
    const problem: Problem = { key, where, expected };
    return { ...nothing, problems: [problem], file: where };
  };
  const found = named === undefined ? await findFile(search) : { path: named, status: undefined };
  if (found === undefined) return { ...nothing, problems: [] };
  const { path } = found;
  // Someone else's file in a shared directory could send the credentials of the environment elsewhere.
  if (userId !== undefined && found.status !== undefined && ![0, userId].includes(found.status.uid)) {
    const owner = found.status.uid;
    return failed(
      path,
      `a file of your own (it belongs to user ${owner}); if you trust it, name it: --config ${path}`,
    );
  }
  const content = await readFile(path, 'utf8').catch((error: unknown) => error);
  if (typeof content !== 'string') {
    return failed(path, `a readable file (${errorCode(content)})`, named === undefined ? 'file' : '--config');
  }
  const parsed = await parseFileContent(path, content);
  if ('fault' in parsed) return failed(path, parsed.fault);
  const layer = fileLayer(parsed.value, path, dirname(path));
  const hasSecrets = optionList.some(({ key, secret }) => secret && layer.values.has(key));
  // Without user ids (Windows) the mode says nothing; a file that is gone by now has none.
  const status = found.status ?? (await stat(path).catch(() => undefined));
  const mode = userId === undefined ? 0 : (status?.mode ?? 0);
  return { ...layer, notices: [...layer.notices, ...accessNotices(path, mode, hasSecrets)], file: path };
}
