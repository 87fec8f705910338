/** One item's share of the budget, from its start to its settlement. */
export interface Share {
  /** Sets the item's real size; until then the average of the items before it counts. */
  hold(bytes: number): void;
  release(): void;
}

/** Limits the bytes that items in flight hold together. An item above the limit is processed alone. */
export interface ByteBudget {
  /** Resolves when there is room for another item. */
  acquire(): Promise<Share>;
}

/**
 * The size of an item is known only after its download, so an item in progress counts as the average of those before.
 * @param limit bytes
 * @param firstSize bytes: the estimate until the first item has been measured
 */
export function createByteBudget(limit: number, firstSize: number): ByteBudget {
  const seen = { items: 0, bytes: 0 };
  const waiting: (() => void)[] = [];
  let held = 0;
  let expected = 0;
  const isFull = (): boolean => {
    const average = seen.items === 0 ? firstSize : seen.bytes / seen.items;
    return held + expected * average >= limit;
  };
  const wake = (): void => {
    while (waiting.length > 0 && !isFull()) waiting.shift()?.();
  };

  function share(): Share {
    let mine: number | undefined;
    expected += 1;
    return {
      hold(bytes) {
        mine = bytes;
        expected -= 1;
        held += bytes;
        seen.items += 1;
        seen.bytes += bytes;
        wake();
      },
      release() {
        if (mine === undefined) expected -= 1;
        else held -= mine;
        wake();
      },
    };
  }

  return {
    acquire: () =>
      isFull() ? new Promise((resolve) => waiting.push(() => resolve(share()))) : Promise.resolve(share()),
  };
}

/** Limits the bytes that a run delivers (`sync.max_run_bytes`). */
export interface RunBytes {
  /** Whether the run can deliver so many bytes more; they are counted then. */
  take(bytes: number): boolean;
}

/** The first item always fits, so that one above the limit does not hold up all newer ones. */
export function createRunBytes(limit: number): RunBytes {
  let taken = 0;
  return {
    take(bytes) {
      if (taken > 0 && taken + bytes > limit) return false;
      taken += bytes;
      return true;
    },
  };
}
