export interface Semaphore {
  /** Waits for a permit, first come, first served; resolves with the function that returns it. */
  acquire(): Promise<() => void>;
}

/** @param permits how many can be held at the same time */
export function createSemaphore(permits: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = permits;
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    async acquire() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return release;
    },
  };
}

export interface Mutex {
  /** Runs actions in the order of the calls; a failed action does not block the next one. */
  run<T>(action: () => Promise<T>): Promise<T>;
}

/** For sections that must not overlap. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(action) {
      const result = last.then(action);
      last = result.catch(() => undefined);
      return result;
    },
  };
}

/** Shares one call in progress among all callers with the same key; a later call starts anew. */
export interface SingleFlight<T> {
  run(key: string, action: () => Promise<T>): Promise<T>;
}

/** Calls during an action share its result. */
export function createSingleFlight<T>(): SingleFlight<T> {
  const inProgress = new Map<string, Promise<T>>();
  return {
    run(key, action) {
      const current = inProgress.get(key);
      if (current !== undefined) return current;
      const started = action().finally(() => inProgress.delete(key));
      inProgress.set(key, started);
      return started;
    },
  };
}
