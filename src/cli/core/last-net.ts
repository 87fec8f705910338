/**
 * Receives exceptions that no call awaits: those thrown in a callback, and rejections of promises that nothing has awaited
 * yet. Each is a bug. Without this net Node.js would end the process at once, without a report.
 */
export interface LastNet {
  /** Passes such exceptions to `handle` from now on; the returned function restores the handler before it. */
  use(handle: (error: unknown) => void): () => void;
}

/** @param handle used before a command sets its own handler */
export function openLastNet(handle: (error: unknown) => void): LastNet {
  let current = handle;
  const pass = (error: unknown): void => current(error);
  process.on('uncaughtException', pass).on('unhandledRejection', pass);
  // Nothing is left that could settle what the program awaits: a callback was lost.
  process.on('beforeExit', () => {
    if (process.exitCode === undefined) current(new Error('the command does not end'));
  });
  return {
    use(next) {
      const before = current;
      current = next;
      return () => {
        current = before;
      };
    },
  };
}
