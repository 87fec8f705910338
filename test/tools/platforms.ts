import t, { type Test } from 'tap';

import { platformVersions } from './constants.js';
import { createRig, type Rig, type RigOptions, type Teardown } from './rig.js';

type CreateRig = (t: Teardown, options?: RigOptions) => Promise<Rig>;

/** Defines a test once per release; `options.timeout` in milliseconds, per release. */
export function testOnEachPlatform(
  name: string,
  action: (t: Test, createRig: CreateRig, version: string) => Promise<unknown>,
  options: { readonly timeout?: number } = {},
): void {
  for (const version of platformVersions) {
    const createVersionedRig: CreateRig = (t, options = {}) =>
      createRig(t, { ...options, openCti: { version, ...options.openCti } });
    t.test(`${name} (OpenCTI ${version})`, options, (t) => action(t, createVersionedRig, version));
  }
}
