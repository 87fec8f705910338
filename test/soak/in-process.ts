import type { LastNet } from '../../src/cli/core/last-net.js';
import { runProgram } from '#program';
import { createCapturedHost } from '../tools/captured-host.js';

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
  const { host, stdout, stderr } = createCapturedHost(process.env, process.cwd());
  const code = await runProgram(args, host, net);
  return { code, stdout: stdout(), stderr: stderr() };
}
