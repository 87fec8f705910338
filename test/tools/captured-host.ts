import { Readable, Writable } from 'node:stream';

import type { Host } from '../../src/cli/core/host.js';

export interface CapturedHost {
  readonly host: Host;
  stdout(): string;
  stderr(): string;
}

/**
 * Lets a command run in this process, with its own environment and directory. With `columns`, stdout and stderr are
 * terminals of this width.
 */
export function createCapturedHost(env: Host['env'], home: string, columns?: number): CapturedHost {
  const out = capture(columns);
  const error = capture(columns);
  return {
    host: {
      stdin: Readable.from([]),
      stdout: out.stream,
      stderr: error.stream,
      env,
      userId: () => process.getuid?.(),
      workingDirectory: () => home,
      homeDirectory: () => home,
    },
    stdout: out.text,
    stderr: error.text,
  };
}

function capture(columns: number | undefined): { stream: Host['stdout']; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return {
    stream: columns === undefined ? stream : Object.assign(stream, { isTTY: true, columns }),
    text: () => Buffer.concat(chunks).toString(),
  };
}
