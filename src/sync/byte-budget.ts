export interface Share {
  /** Sets the item's real size; until then the average of the items before it counts. */
  hold(bytes: number): void;
  release(): void;
}

/** Limits the bytes of items in flight. An item above the limit is processed alone. */
export interface ByteBudget {
  /** Resolves when there is room for another item. */
  acquire(): Promise<Share>;
}

/** `firstSize`: the estimate until a download shows a size. Items in progress count as the average so far. */
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
  /** Counts so many bytes more if the run can deliver them. */
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
