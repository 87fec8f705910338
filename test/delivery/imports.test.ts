import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig, type Rig } from '../tools/rig.js';
import { valueAt } from '../tools/value-at.js';
import { bundleWithRefusedIndicator, refusedIndicator, threeItems } from './content.js';

const readings = ({ openCti }: Rig): number =>
  openCti.requests.filter(({ body }) => body.includes(' works(first')).length;

const importsOf = async (rig: Rig, env = {}): Promise<unknown> =>
  valueAt((await rig.run(['status', '--json', '--offline'], env)).json(), 'imports');

const lost = /OpenCTI accepted "TeamT5 bundles .*but lost objects before their import.*: 4100/;
const lostAgain = /OpenCTI lost objects of "TeamT5 bundles .*again.*bundles push.*: 4100/;

t.test('the next run names the objects that the import refused, once, and status shows them', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  rig.openCti.refuseImport(refusedIndicator.id, "{'name': 'E', 'error_message': 'it is not valid'}");
  rig.threatVision.addBundle({ id: 4200, date: 1_700_000_000, stix: bundleWithRefusedIndicator });
  t.match({ ...(await rig.call(['sync'])) }, { code: 0, stderr: '' });
  await rig.openCti.importsDone();
  t.strictSame(await importsOf(rig), { unfinished: 1, refused: [] });
  const next = await rig.call(['sync', '--metrics-file', 'metrics.prom', '--log-format', 'json']);
  t.equal(next.code, 0);
  t.match(JSON.parse(next.stderr), {
    event: 'import-error',
    message: `OpenCTI refused ${refusedIndicator.id}: E: it is not valid (indicator "a refused pattern", bundle 4200)`,
    objectId: refusedIndicator.id,
    kind: 'bundles',
    id: '4200',
  });
  const before = readings(rig);
  t.match({ ...(await rig.call(['sync'])) }, { code: 0, stderr: '' }, 'told once');
  t.equal(readings(rig), before, 'nothing is unfinished: no request');
  const status = await rig.call(['status', '--offline']);
  t.match(status.stdout, /^Warning .* ago; 0 failed items, 1 object refused by OpenCTI\n/);
  const check = await rig.call(['status', '--check']);
  t.equal(check.code, 1);
  t.match(check.stdout, /^WARNING: .*1 object refused by OpenCTI\n/);
  t.equal((await rig.call(['status', '--check', '--max-failed', '1'])).code, 0);
  t.match(status.stdout, /Imports +1 refused object\n/);
  t.match(
    status.stdout,
    /refused: indicator--8b1f.*\n +indicator "a refused pattern", bundle 4200\n.*not valid/,
  );
  t.equal((await rig.call(['reset', '--only', 'bundles'])).code, 0);
  t.strictSame(await importsOf(rig), { unfinished: 0, refused: [] });
});

t.test('another version of the program delivers items with refused objects again, once', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  rig.openCti.refuseImport(refusedIndicator.id, "{'name': 'E', 'error_message': 'it is not valid'}");
  rig.threatVision.addBundle({ id: 4200, date: 1_700_000_000, stix: bundleWithRefusedIndicator });
  const env = { TEAMT5_STATE_DIR: join(rig.home, 'state') };
  const path = join(rig.home, 'state', `${rig.connectorId}.json`);
  const delivered = async (): Promise<unknown> => {
    const run = await rig.call(['sync', '--json'], env);
    await rig.openCti.importsDone();
    return valueAt(run.json(), 'bundles', 'delivered');
  };
  const listed = async (): Promise<unknown> =>
    valueAt((await rig.call(['bundles', '--json'], env)).json(), 'bundles', 0, 'state');
  t.equal(await delivered(), 1);
  t.equal(await delivered(), 0, 'reads the refusal');
  t.equal(await delivered(), 0, 'the same version');
  t.equal(await listed(), 'delivered');
  const stored = readFileSync(path, 'utf8');
  const older = stored.replace(/("partial":.*?"version":)"[^"]+"/, '$1"0.0.1"');
  t.not(older, stored);
  writeFileSync(path, older);
  t.equal(await listed(), 'again');
  const dryRun = await rig.call(['sync', '--dry-run', '--json'], env);
  t.match(dryRun.json(), { items: [{ id: '4200', trigger: 'again', outcome: 'delivered' }] });
  const run = await rig.call(['sync', '--json', '--log-level', 'info'], env);
  t.match(run.stderr, /another version of this program delivered; these bundles are delivered again: 4200\n/);
  t.match(run.json(), { outcome: 'done', items: [{ id: '4200', trigger: 'again', outcome: 'delivered' }] });
  await rig.openCti.importsDone();
  t.equal(await delivered(), 0, 'refused again, by the present version');
  t.equal(await delivered(), 0);
  t.equal(rig.openCti.pushes.length, 2);
});

t.test('a queue that the broker loses is delivered again, once', async (t) => {
  const rig = await createRig(t, {
    threatVision: { content: { ...threeItems, reports: [] } },
    openCti: { importPaused: true },
  });
  const run = async (): Promise<string> => {
    const { code, stderr } = await rig.call(['sync']);
    t.equal(code, 0, stderr);
    return stderr;
  };
  const pushes = (): number => rig.openCti.pushes.length;
  const losesQueue = async (): Promise<string> => {
    rig.openCti.importNext(1);
    rig.openCti.loseQueue(rig.connectorId);
    t.equal(await run(), '', 'messages can be on their way');
    return run();
  };
  await run();
  t.equal(await run(), '', 'it waits in the queue');
  t.equal(pushes(), 1);
  t.match(await losesQueue(), lost);
  t.equal(pushes(), 2);
  t.match(await losesQueue(), lostAgain);
  t.equal(pushes(), 2, 'not delivered for the third time');
  t.match((await rig.call(['status', '--json', '--offline'])).json(), {
    imports: { unfinished: 0, refused: [{ item: '4100', message: /for the second time/ }] },
  });
  t.equal(await run(), '', 'told once');
  t.equal((await rig.call(['bundles', 'push', '4100'])).code, 0);
  rig.openCti.importAll();
  t.equal(await run(), '');
  t.strictSame(await importsOf(rig), { unfinished: 0, refused: [] });
});

t.test(
  'a work that an operator deleted is delivered again, and nothing else behind the look-back',
  async (t) => {
    const old = [1, 2, 3].map((n) => ({ alias: `old-${n}`, date: 1_600_000_000 + n }));
    const reports = [...old, ...threeItems.reports];
    const rig = await createRig(t, { threatVision: { content: { reports, bundles: threeItems.bundles } } });
    t.equal((await rig.call(['sync'])).code, 0);
    await rig.openCti.importsDone();
    t.match({ ...(await rig.call(['sync'])) }, { code: 0, stderr: '' });
    rig.openCti.pauseImports();
    t.equal((await rig.call(['reports', 'push', 'old-1', 'old-3'])).code, 0);
    const work = [...rig.openCti.works.keys()].at(-1);
    rig.openCti.deleteWork(work ?? '');
    const again = await rig.call(['sync', '--json']);
    t.match(
      again.stderr,
      /lost objects before their import; these reports are delivered again: old-1, old-3\n/,
    );
    t.match(again.json(), {
      outcome: 'done',
      reports: { listed: 4, delivered: 2 },
      bundles: { delivered: 0 },
    });
    rig.openCti.importAll();
    t.match({ ...(await rig.call(['sync'])) }, { code: 0, stderr: '' });
    t.strictSame(await importsOf(rig), { unfinished: 0, refused: [] });
  },
);

t.test('what --wait has reported is not told again; a reset forgets unfinished imports', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  rig.openCti.refuseImport(refusedIndicator.id, "{'name': 'E', 'error_message': 'it is not valid'}");
  rig.threatVision.addBundle({ id: 4200, date: 1_700_000_000, stix: bundleWithRefusedIndicator });
  t.equal((await rig.call(['sync', '--wait=60'])).code, 6);
  t.match({ ...(await rig.call(['sync'])) }, { code: 0, stderr: '' });
  t.equal(readings(rig), 0, 'the wait saw the end of the import');
  rig.openCti.pauseImports();
  rig.threatVision.addBundle({ id: 4201, date: 1_700_000_100 });
  t.equal((await rig.call(['sync', '--wait=1'])).code, 6, 'the wait ended before the import');
  rig.openCti.pressReset(rig.connectorId);
  const reset = await rig.call(['sync', '--json']);
  t.notMatch(reset.stderr, /lost/);
  t.equal(readings(rig), 0);
  t.equal(valueAt(reset.json(), 'bundles', 'delivered'), 2);
});

t.test(
  'a lost item that is not listed any more waits, and is delivered when it is listed again',
  async (t) => {
    const rig = await createRig(t, {
      threatVision: { content: { ...threeItems, reports: [] } },
      openCti: { importPaused: true },
    });
    const env = { TEAMT5_STATE_DIR: join(rig.home, 'state') };
    t.equal((await rig.call(['sync'], env)).code, 0);
    rig.openCti.loseQueue(rig.connectorId);
    const [work] = rig.openCti.works.keys();
    rig.openCti.deleteWork(work ?? '');
    rig.threatVision.removeItem('bundles', '4100');
    const missing = await rig.call(['sync'], env);
    t.match(missing.stderr, /bundle 4100: its objects were lost before .* does not list it any more/);
    t.equal(rig.openCti.pushes.length, 1);
    t.match({ ...(await rig.call(['sync'], env)) }, { code: 0, stderr: '' }, 'its next attempt is not due');
    rig.threatVision.addBundle({ id: 4100, date: 1_700_043_200 });
    const path = join(rig.home, 'state', `${rig.connectorId}.json`);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"nextTry":\d+/g, '"nextTry":1'));
    t.match((await rig.call(['sync', '--json'], env)).json(), { bundles: { delivered: 1 } });
    t.strictSame(await importsOf(rig, env), { unfinished: 1, refused: [] });
  },
);
