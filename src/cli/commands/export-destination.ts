import { statSync } from 'node:fs';
import { join } from 'node:path';

import { err, ok, type Result, systemErrorMessage } from '../../lib/index.js';
import { type CliFailure, usage } from '../core/failure.js';
import { isThere, writeWhole } from '../core/files.js';
import { type Host, resolvePath } from '../core/host.js';

export interface Destination {
  /** Returns the path that was written, `-` for stdout. */
  write(name: string, data: Buffer): Promise<Result<string, CliFailure>>;
}

/** `-`, one file, or a directory (existing, with a final slash, or for several items). */
export async function openDestination(
  host: Host,
  output: string,
  names: readonly string[],
  force: boolean,
): Promise<Result<Destination, CliFailure>> {
  if (output === '-') return ok({ write: (_name, data) => toStdout(host, data) });
  const target = resolvePath(host, output);
  const existing = typeOf(target);
  if (!existing.ok) return existing;
  const inDirectory = /[/\\]$/.test(output) || existing.value === 'directory' || names.length > 1;
  if (inDirectory && existing.value === 'file') {
    return err(usage(`${output} is a file.`, 'Give a directory, or one item only.'));
  }
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

/** Undefined if nothing exists there. Fails if the path cannot be examined. */
function typeOf(path: string): Result<'directory' | 'file' | undefined, CliFailure> {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return ok(undefined);
    return ok(found.isDirectory() ? 'directory' : 'file');
  } catch (error) {
    return err({ reason: 'output-not-writable', path, message: systemErrorMessage(error) });
  }
}

function toStdout({ stdout }: Host, data: Buffer): Promise<Result<string, CliFailure>> {
  return new Promise((done) => stdout.write(data, () => done(ok('-'))));
}
