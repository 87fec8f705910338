import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { err, ok, type Result } from '../../src/lib/index.js';
import { projectRoot } from '../tools/paths.js';

const folder = join(projectRoot, 'dist', 'nodes');

/**
 * The folder with the `node` program of a major release, which the registry's packages `node-<platform>-<arch>` contain.
 * The error is npm's message.
 */
export function nodeFolder(major: number): Result<string, string> {
  const prefix = join(folder, String(major));
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(prefix, 'node_modules', name, 'bin');
  if (existsSync(join(bin, 'node'))) return ok(bin);
  mkdirSync(prefix, { recursive: true });
  // Without a manifest, npm installs into the next folder above that has one.
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${major}`],
    { cwd: prefix, encoding: 'utf8' },
  );
  return status === 0 && existsSync(join(bin, 'node')) ? ok(bin) : err(stderr);
}
