/** For a second signal, a closed stdout, and a bug that no call awaits; the only caller of `process.exit`. */
export function exitNow(code: number | string | undefined): never {
  process.exit(code);
}
