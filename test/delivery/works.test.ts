import t from 'tap';

import type { OpenCtiSandbox } from '../sandbox/opencti.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { createRig } from '../tools/rig.js';
import { threeItems } from './content.js';
import { valueAt } from '../tools/value-at.js';

const works = (openCti: OpenCtiSandbox) => [...openCti.works.values()];
const textsOf = (messages: readonly { readonly message: string }[]): string =>
  messages.map(({ message }) => message).join('\n');

t.test('a run creates one multi-part work per kind, with the counts', async (t) => {
  const rig = await createRig(t, { threatVision: { content: threeItems } });
  await rig.run(['sync']);
  const made = works(rig.openCti);
  t.match(made.map(({ name, multiPart, status }) => ({ name, multiPart, status })).sort(byName), [
    {
      name: /^TeamT5 bundles 2023-11-15 to 2023-11-15 \(run of 20\d\d-/,
      multiPart: true,
      status: 'complete',
    },
    {
      name: /^TeamT5 reports 2023-11-14 to 2023-11-15 \(run of 20\d\d-/,
      multiPart: true,
      status: 'complete',
    },
  ]);
  const [bundles, reports] = [...made].sort(byName);
  t.match(textsOf(reports?.messages ?? []), /2 new/);
  t.match(textsOf(bundles?.messages ?? []), /1 new/);
  for (const { expected, processed, name } of made) t.equal(processed, expected, name);

  await rig.call(['sync']);
  t.equal(rig.openCti.works.size, 2, 'no work without a delivery');
});

for (const version of ['6.7.5', '6.9.0']) {
  t.test(`${version}: without multi-part works each item has a work with its name`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: threeItems }, openCti: { version } });
    await rig.call(['sync']);
    await rig.openCti.importsDone();
    const names = works(rig.openCti).map(({ name }) => name);
    t.equal(names.length, 3);
    for (const item of [/The first \[first-report\]/, /The second \[second-report\]/, /4100/]) {
      t.equal(names.filter((name) => item.test(name)).length, 1, String(item));
    }
    t.ok(works(rig.openCti).every(({ status, multiPart }) => status === 'complete' && !multiPart));
    await rig.call(['sync']);
    t.equal(rig.openCti.works.size, 3, 'no work without a delivery');
  });
}

for (const version of ['6.7.5', '6.9.0', '7.260817.0']) {
  t.test(`${version}: a failed item is an error of a work, with the item's id and the reason`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: threeItems }, openCti: { version } });
    rig.threatVision.addReport({ alias: 'not-entitled', date: 1_700_050_000, stix: 403 });
    const run = await rig.call(['sync', '--json']);
    t.equal(run.code, 6, run.stderr);
    await rig.openCti.importsDone();
    const errors = works(rig.openCti).flatMap((work) => work.errors);
    t.equal(errors.length, 1);
    t.match(textsOf(errors), /not-entitled/);
    t.match(textsOf(errors).replaceAll('not-entitled', ''), /HTTP 403/);
    t.match(textsOf(errors), /2 new, 1 failed/);
    t.strictSame(
      works(rig.openCti).filter(({ status }) => status !== 'complete'),
      [],
      'no work stays in progress',
    );
  });
}

testOnEachPlatform('no work is complete before its last object', async (t, createRig, version) => {
  const rig = await createRig(t, { threatVision: { content: threeItems }, openCti: { importPaused: true } });
  await rig.call(['sync']);
  t.equal(rig.openCti.works.size, version === '6.7.5' ? 3 : 2);
  t.ok(works(rig.openCti).every(({ status }) => status === 'progress'));
  rig.openCti.importAll();
  t.ok(
    works(rig.openCti).every(({ status }) => status === 'complete'),
    'without another request',
  );
});

testOnEachPlatform(
  'auth and status show the platform, the account, the connector, its queue and its works',
  async (t, createRig, version) => {
    const rig = await createRig(t, { threatVision: { content: threeItems } });
    await rig.call(['sync']);
    await rig.openCti.importsDone();
    const named =
      version === '6.7.5' ? ['TeamT5 report ', 'TeamT5 bundle '] : ['TeamT5 reports', 'TeamT5 bundles'];
    rig.openCti.setQueue(rig.connectorId, { messages: 12, bytes: 3_400_000 });
    for (const command of ['auth', 'status']) {
      const { stdout, code } = await rig.call([command]);
      t.equal(code, 0, command);
      for (const shown of [
        `version ${version}`,
        /sandbox connector: has all rights/,
        /connector +active \(it sent a ping .*\); queue: 12 messages \(3\.4 MB\) for the workers/,
        ...named,
        /complete, (\d+) of \1 objects/,
      ]) {
        t.match(stdout, shown, command);
      }
      const { opencti } = (await rig.call([command, '--json'])).json();
      t.match(opencti, {
        version,
        user: 'sandbox connector',
        connector: { active: true, queue: { messages: 12, megabytes: 3.4 } },
        works: [{ status: 'complete', errors: 0 }, { status: 'complete' }],
      });
      t.strictSame(valueAt(opencti, 'missingRights'), []);
    }
  },
);

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name);
}
