import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { err, ok, type Result } from '../../lib/index.js';
import { type CliFailure, usage } from '../core/failure.js';
import { isThere, writeWhole } from '../core/files.js';

/** Where exported items go. Answers the path written, `-` for stdout. */
export interface Destination {
  write(name: string, data: Buffer): Promise<Result<string, CliFailure>>;
}

/**
 * `-` is stdout; an existing directory, a path that ends with a slash, and any path for several items takes each under
 * its own name; anything else is one file. What is there already is found out before anything is downloaded.
 */
export async function openDestination(
  output: string,
  names: readonly string[],
  force: boolean,
): Promise<Result<Destination, CliFailure>> {
  if (output === '-') return ok({ write: (_name, data) => toStdout(data) });
  const target = resolve(output);
  const isDirectory = /[/\\]$/.test(output) || (await kindOf(target)) === 'directory';
  // Several items make a directory, unless a file is in the way.
  if (!isDirectory && names.length > 1 && (await kindOf(target)) === 'file') {
    return err(usage(`${output} is one file.`, 'Several items need a directory.'));
  }
  const inDirectory = isDirectory || names.length > 1;
  const pathOf = (name: string): string => (inDirectory ? join(target, name) : target);
  for (const name of names) {
    const path = pathOf(name);
    if (!force && (await isThere(path))) return err({ reason: 'file-exists', path });
  }
  return ok({
    async write(name, data) {
      const written = await writeWhole(pathOf(name), data, { force });
      return written.ok ? ok(pathOf(name)) : written;
    },
  });
}

async function kindOf(path: string): Promise<'directory' | 'file' | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  return found.isDirectory() ? 'directory' : 'file';
}

function toStdout(data: Buffer): Promise<Result<string, CliFailure>> {
  return new Promise((done) => process.stdout.write(data, () => done(ok('-'))));
}
