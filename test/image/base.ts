/** The base image: that of the Dockerfile, or one like it from Debian's packages where no registry can be reached. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { call, type Engine } from './engine.js';

/** Kept by podman for the next time. */
const localBase = `localhost/teamt5-opencti-base:node-${process.versions.node}`;

/** `undefined`: the default of the Dockerfile. `TEAMT5_BASE_IMAGE` names another one. */
export function baseImage(engine: Engine): string | undefined {
  const { TEAMT5_BASE_IMAGE: named } = process.env;
  if (named !== undefined && named !== '') return named;
  if (engine.name === 'docker') return undefined;
  if (!hasImage(localBase)) buildLocalBase();
  return localBase;
}

const hasImage = (name: string): boolean => spawnSync('podman', ['image', 'exists', name]).status === 0;

/** Debian with the files that slim images leave out removed, and the running Node.js with its npm in `/usr/local`. */
function buildLocalBase(): void {
  const root = mkdtempSync(join(tmpdir(), 'teamt5-opencti-base-'));
  try {
    call('debootstrap', '--variant=minbase', 'bookworm', root, ...debianMirror());
    for (const folder of ['doc', 'info', 'locale', 'man']) emptyFolder(join(root, 'usr', 'share', folder));
    for (const folder of ['cache/apt/archives', 'cache/apt', 'lib/apt/lists', 'log'])
      emptyFolder(join(root, 'var', folder));
    const local = join(root, 'usr', 'local');
    cpSync(realpathSync(process.execPath), join(local, 'bin', 'node'));
    const npm = dirname(dirname(realpathSync(call('sh', '-c', 'command -v npm').trim())));
    mkdirSync(join(local, 'lib', 'node_modules'), { recursive: true });
    cpSync(npm, join(local, 'lib', 'node_modules', 'npm'), { recursive: true });
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin', 'npm'));
    call('sh', '-c', 'tar -C "$1" -c . | podman import --quiet - "$2"', 'sh', root, localBase);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The one that apt of this machine uses, if it is a Debian; otherwise debootstrap's default. */
function debianMirror(): string[] {
  const format = ['--format', '$(ORIGIN) $(COMPONENT) $(REPO_URI)'];
  const targets = call('apt-get', 'indextargets', ...format, 'Created-By: Packages').split('\n');
  const words = targets.map((line) => line.split(' '));
  const mirror = words.find(
    ([origin, component, uri]) =>
      origin === 'Debian' && component === 'main' && /\/debian\/?$/.test(uri ?? ''),
  );
  return mirror?.[2] === undefined ? [] : [mirror[2]];
}

function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
