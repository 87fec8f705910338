import { type ExitCode } from '../../src/cli/core/failure.js';
import type { LastNet } from '../../src/cli/core/last-net.js';
import { runProgram } from '../../src/cli/program.js';

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Exceptions that no call awaited. A run reports them as its failure, with the exit code 1. */
let receive: (error: unknown) => void = (error) => {
  throw error;
};
const net: LastNet = {
  use(handle) {
    const before = receive;
    receive = handle;
    return () => {
      receive = before;
    };
  },
};
const pass = (error: unknown): void => receive(error);
process.on('uncaughtException', pass).on('unhandledRejection', pass);

/** Runs a command as the binary does, but in this process: a start takes longer than an hourly run without news. */
export async function runInProcess(args: readonly string[]): Promise<Output> {
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  let code: ExitCode;
  try {
    code = await runProgram(args, net);
  } finally {
    stdout.restore();
    stderr.restore();
  }
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function capture(stream: NodeJS.WriteStream): { text(): string; restore(): void } {
  const chunks: string[] = [];
  const { write } = stream;
  stream.write = (chunk: string | Uint8Array) => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  return {
    text: () => chunks.join(''),
    restore() {
      stream.write = write;
    },
  };
}
