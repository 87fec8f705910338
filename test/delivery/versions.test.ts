import t from 'tap';

import type { SandboxRequest } from '../sandbox/types.js';
import { createRig } from '../tools/rig.js';
import { threeItems } from './content.js';

/** The releases in which a capability begins, and those before (docs/opencti-api.md#versions). */

interface Edge {
  readonly version: string;
  readonly connectorInfo: boolean;
  readonly enrichmentResolution: boolean;
  readonly works: 'multi-part' | 'one per item' | undefined;
}

const edges: readonly Edge[] = [
  { version: '6.2.6', connectorInfo: false, enrichmentResolution: false, works: undefined },
  { version: '6.2.12', connectorInfo: true, enrichmentResolution: false, works: undefined },
  { version: '6.5.6', connectorInfo: true, enrichmentResolution: false, works: undefined },
  { version: '6.5.7', connectorInfo: true, enrichmentResolution: false, works: 'one per item' },
  { version: '6.8.8', connectorInfo: true, enrichmentResolution: false, works: 'one per item' },
  { version: '6.8.9', connectorInfo: true, enrichmentResolution: true, works: 'one per item' },
  { version: '7.260422.0', connectorInfo: true, enrichmentResolution: true, works: 'multi-part' },
  { version: '7.260817.0', connectorInfo: true, enrichmentResolution: true, works: 'multi-part' },
];

function sent(requests: readonly SandboxRequest[], field: string): readonly string[] {
  return requests.map(({ body }) => body.toString()).filter((body) => body.includes(`${field}(`));
}

for (const edge of edges) {
  t.test(`${edge.version} receives every item, and no field that it does not support`, async (t) => {
    const rig = await createRig(t, {
      threatVision: { content: threeItems },
      openCti: { version: edge.version },
    });
    const run = await rig.run(['sync', '--json']);
    t.equal(run.code, 0, run.stderr);
    t.match(run.json(), { outcome: 'done', reports: { delivered: 2 }, bundles: { delivered: 1 } });
    await rig.openCti.importsDone();
    const reports = [...rig.openCti.stored.values()].filter(({ type }) => type === 'report');
    t.strictSame(reports.map(({ name }) => name).sort(), ['The first', 'The second']);

    const { requests } = rig.openCti;
    const [registered = ''] = sent(requests, 'registerConnector');
    t.equal(registered.includes('enrichment_resolution'), edge.enrichmentResolution, 'enrichment_resolution');
    const pings = sent(requests, 'pingConnector');
    t.ok(pings.length > 0);
    t.ok(
      pings.every((body) => body.includes('run_and_terminate') === edge.connectorInfo),
      'connector_info',
    );
    const works = sent(requests, 'workAdd');
    t.equal(works.length, { 'multi-part': 2, 'one per item': 3, none: 0 }[edge.works ?? 'none'], 'works');
    t.ok(
      works.every((body) => body.includes('isMultiPartWork') === (edge.works === 'multi-part')),
      'isMultiPartWork',
    );
    const pushes = sent(requests, 'stixBundlePush');
    t.equal(pushes.length, 3);
    t.ok(
      pushes.every((body) => /work_?id/i.test(body) === (edge.works !== undefined)),
      'work_id',
    );
    t.strictSame(
      [...rig.openCti.works.values()].filter(({ status }) => status !== 'complete').map(({ name }) => name),
      [],
      'no work is left in progress',
    );
  });
}

for (const version of ['6.2.5', '5.12.33', 'development']) {
  t.test(`${version} is rejected with the lowest supported version`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: threeItems }, openCti: { version } });
    const run = await rig.call(['sync']);
    t.equal(run.code, 5);
    t.match(run.stderr, /6\.2\.6/);
    t.ok(run.stderr.includes(version), run.stderr);
    t.equal(rig.openCti.connectors.size, 0, 'nothing was registered');
  });
}
