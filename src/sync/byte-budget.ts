/** Bytes that items in flight may hold together. One that is bigger by itself goes alone. */
export interface ByteBudget {
  /** Resolves when there is room for another item. */
  room(): Promise<void>;
  /** Counts bytes that have just come to be held. */
  hold(bytes: number): void;
  release(bytes: number): void;
}

export function createByteBudget(limit: number): ByteBudget {
  let held = 0;
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    while (held < limit) {
      const next = waiting.shift();
      if (next === undefined) return;
      next();
    }
  };
  return {
    room: () => (held < limit ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    hold(bytes) {
      held += bytes;
    },
    release(bytes) {
      held -= bytes;
      wake();
    },
  };
}
