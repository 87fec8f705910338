/** Cells of the terminal that stdout is; undefined in a pipe, where nothing is to be cut or broken. */
export function terminalWidth(): number | undefined {
  const { isTTY, columns } = process.stdout;
  // A terminal that does not know its width (0) gets the usual one.
  return isTTY ? columns || 80 : undefined;
}
