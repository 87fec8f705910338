/** One item's part of the budget, from its start to its end. */
export interface Share {
  /** What the item has come to hold; until then it counts as much as the items before it held. */
  hold(bytes: number): void;
  /** The item is over. */
  release(): void;
}

/** Bytes that items in flight may hold together. One that is bigger by itself goes alone. */
export interface ByteBudget {
  /** Resolves when there is room for another item. */
  room(): Promise<Share>;
}

/**
 * How big an item is shows only when it has been downloaded: one under way is expected to be like the average so far.
 * @param limit bytes
 * @param guess what the first items are expected to be, in bytes
 */
export function createByteBudget(limit: number, guess: number): ByteBudget {
  const seen = { items: 0, bytes: 0 };
  const waiting: (() => void)[] = [];
  let held = 0;
  let expected = 0;
  const isFull = (): boolean => {
    const average = seen.items === 0 ? guess : seen.bytes / seen.items;
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
    room: () =>
      isFull() ? new Promise((resolve) => waiting.push(() => resolve(share()))) : Promise.resolve(share()),
  };
}
