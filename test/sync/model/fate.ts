/** When a process dies, counted in the steps that the world can see: requests, answers and writes. */
export interface Fate {
  /** One more step. False: the process is dead, and nothing that it does can be seen any more. */
  step(): boolean;
  readonly dead: () => boolean;
  /** Resolves at the kill. */
  readonly killed: Promise<void>;
}

/** @param lastStep undefined: it lives */
export function createFate(lastStep: number | undefined): Fate {
  let steps = 0;
  let tell: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => (tell = resolve));
  const dead = (): boolean => lastStep !== undefined && steps > lastStep;
  return {
    step() {
      steps += 1;
      if (dead()) tell();
      return !dead();
    },
    dead,
    killed,
  };
}

/** Chance from a seed (mulberry32): the same history for the same seed. */
export function chanceFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
