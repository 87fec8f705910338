import t, { type Test } from 'tap';

import { createRig, type Rig, type RigOptions, type Teardown } from './rig.js';

/**
 * The releases that end-to-end tests run on: one that splits bundles on the server and has multi-part works, and one
 * that does neither. Both sandboxes are proven by recordings (docs/opencti-api.md#versions).
 */
export const platformVersions = ['7.260817.0', '6.7.5'] as const;

type CreateRig = (t: Teardown, options?: RigOptions) => Promise<Rig>;

/**
 * Defines a test once per release; `createRig` starts the sandbox OpenCTI in that release.
 * @param options.timeout milliseconds, per release
 */
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
