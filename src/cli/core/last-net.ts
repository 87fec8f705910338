/** Receives exceptions that no call awaits, which are bugs and would end the process without a report. */
export interface LastNet {
  /** Returns a function that restores the handler before this one. */
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
