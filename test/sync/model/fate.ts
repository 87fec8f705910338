/** The end of a process, counted in externally visible steps: requests, responses and writes. */
export interface Fate {
  /** One more step. False: the process is dead, and has no visible effect any more. */
  step(): boolean;
  readonly dead: () => boolean;
  readonly killed: Promise<void>;
}

/** @param lastStep undefined: the process is not killed */
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

/** Mulberry32: the same history for the same seed. */
export function chanceFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
