import { gzipSync } from 'node:zlib';

import t from 'tap';

import { deliveredOnce, items } from '../faults/counts.js';
import type { Fault } from '../sandbox/server.js';
import { createRig } from '../tools/rig.js';

const stix = /bundle-000001\.stix$/;
const list = /^\/api\/v2\/ioc_bundles$/;

/** A heap in which the parsed value of each of these texts would not fit. */
const smallHeap = { NODE_OPTIONS: '--max-old-space-size=200' };

const gzip = (json: string | Buffer): Omit<Fault, 'path'> => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  body: gzipSync(json),
  times: 1000,
});

const bombs: Readonly<Record<string, () => string | Buffer>> = {
  'a list of 22 million empty objects': () => Buffer.alloc(66_000_000, '{},').fill('[', 0, 1),
  '64 MB of opening brackets': () => Buffer.alloc(64_000_000, '['),
  '20 million numbers': () => `[${'1,'.repeat(20_000_000)}1]`,
  'a million objects below a bundle': () =>
    `{"type":"bundle","objects":[${'{"a":[{}]},'.repeat(1_000_000)}{}]}`,
};
for (const [what, json] of Object.entries(bombs)) {
  t.test(`${what} as a download fails that item only`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
    rig.threatVision.fault({ path: stix, ...gzip(json()) });
    const run = await rig.run(['sync', '--json'], smallHeap);
    t.equal(run.code, 6, run.stderr);
    t.match(run.json(), {
      outcome: 'partial',
      failures: [
        {
          kind: 'bundles',
          id: 'bundle-000001',
          reason: 'threatvision-answer',
          message:
            /the response (is nested more than 200 levels|has more than \d+ (values|objects and lists))/,
        },
      ],
    });
    t.ok(deliveredOnce(rig.openCti.pushes, 2));
  });
}

t.test('10 MB of opening brackets as a list or as a response of OpenCTI end the run by name', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  const brackets = gzip(Buffer.alloc(10_000_000, '['));
  rig.threatVision.fault({ path: list, ...brackets });
  const listed = await rig.run(['sync'], smallHeap);
  t.equal(listed.code, 4, listed.stderr);
  t.match(listed.stderr, 'Listing bundles: the response is nested more than 200 levels deep');
  rig.threatVision.clearFaults();
  rig.openCti.fault({ path: '/graphql', ...brackets });
  const queried = await rig.run(['sync'], smallHeap);
  t.equal(queried.code, 5, queried.stderr);
  t.match(queried.stderr, 'the response is nested more than 200 levels deep');
  rig.openCti.clearFaults();
  t.equal((await rig.run(['sync'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
});
