import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A pipe has neither of the two properties. */
interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Cells. 0: the terminal does not report its width. */
  readonly columns?: number;
}

/** What commands use of the process that they run in. `src/cli/main.ts` passes that of the process itself. */
export interface Host {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined on systems without user ids. */
  userId(): number | undefined;
  /** Undefined if the directory was deleted. */
  workingDirectory(): string | undefined;
  /** Undefined if HOME is unset and the user has no passwd entry. */
  homeDirectory(): string | undefined;
}

/** Absolute, unless the path is relative to a deleted directory: the access that follows reports that. */
export function resolvePath(host: Host, path: string): string {
  const directory = host.workingDirectory();
  return directory === undefined ? path : resolve(directory, path);
}

/** The Python connector's configuration in the working directory, which only `--config` reads. */
export const hasConfigYml = (host: Host): boolean => existsSync(resolvePath(host, 'config.yml'));

/** Cells of the terminal on stdout; undefined in a pipe, where nothing must be cut or wrapped. */
export function terminalWidth({ stdout: { isTTY, columns = 0 } }: Host): number | undefined {
  if (isTTY !== true) return undefined;
  return columns > 0 ? columns : 80;
}

/** People can answer prompts, which stderr shows. */
export const canAsk = ({ stdin, stderr }: Host): boolean => stdin.isTTY === true && stderr.isTTY === true;
