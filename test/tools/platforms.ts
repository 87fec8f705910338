import t, { type Test } from 'tap';

import { platformVersions } from './constants.js';
import { createRig, type Rig, type RigOptions, type Teardown } from './rig.js';

type CreateRig = (t: Teardown, options?: RigOptions) => Promise<Rig>;

export interface PlatformTestOptions {
  /** Milliseconds, per release. */
  readonly timeout?: number;
  /** On all releases also in `npm test`: for what has to work everywhere before anything else. */
  readonly always?: boolean;
}

let defined = 0;

/**
 * Defines a test once per release. In `npm test`, unless TEAMT5_TEST_RELEASES is `all` as in CI, each test runs on one
 * release, in turns: most faults show on both, and a second start of every test would take a minute.
 */
export function testOnEachPlatform(
  name: string,
  action: (t: Test, createRig: CreateRig, version: string) => Promise<unknown>,
  { timeout, always = false }: PlatformTestOptions = {},
): void {
  const inTurns = process.env.TEAMT5_TEST_RELEASES === 'in-turns' && !always;
  const turn = defined++ % platformVersions.length;
  for (const version of inTurns ? platformVersions.slice(turn, turn + 1) : platformVersions) {
    const createVersionedRig: CreateRig = (t, options = {}) =>
      createRig(t, { ...options, openCti: { version, ...options.openCti } });
    const options = timeout === undefined ? {} : { timeout };
    t.test(`${name} (OpenCTI ${version})`, options, (t) => action(t, createVersionedRig, version));
  }
}
