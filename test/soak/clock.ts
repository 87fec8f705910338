/**
 * Replaces the clock of this process by one that can be moved, and waits by moves of that clock: a sleep ends at once,
 * and intervals are short. Limits of time (setTimeout) stay real, because what they limit takes real time. A process that
 * is started with `--import` of this file starts with the time in SOAK_CLOCK.
 */
import { syncBuiltinESMExports } from 'node:module';
import promises from 'node:timers/promises';

const real = Date.now.bind(Date);
/** Milliseconds before (negative) or after the real time. */
let offset = process.env.SOAK_CLOCK === undefined ? 0 : Number(process.env.SOAK_CLOCK) - real();
const now = (): number => real() + offset;
/** An interval of 30 seconds becomes one of a second. */
const faster = 30;

globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
  get: (target, key, receiver): unknown => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});

globalThis.setInterval = new Proxy(setInterval, {
  apply: (target, self, [action, period = 0, ...rest]: [unknown, number?, ...unknown[]]): unknown =>
    Reflect.apply(target, self, [action, period / faster, ...rest]),
});

promises.setTimeout = new Proxy(promises.setTimeout, {
  async apply(target, self, [wait = 0, ...rest]: [number?, ...unknown[]]): Promise<unknown> {
    const end = now() + wait;
    const value: unknown = await Reflect.apply(target, self, [1, ...rest]);
    offset += Math.max(0, end - now());
    return value;
  },
});
syncBuiltinESMExports();

/** Milliseconds since the epoch; the time continues to run from there. */
export function setClock(time: number): void {
  offset = time - real();
}
