/**
 * Ends the process at once, without waiting for what is in progress: for a second signal, a closed stdout, and a
 * bug that no call awaits. The only caller of `process.exit`; everything else returns an exit code.
 */
export function exitNow(code: number | string | undefined): never {
  process.exit(code);
}
