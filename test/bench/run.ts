/**
 * `npm run bench [-- --scale --json FILE --only NAME]`: `sync` beside a bare loop (the floor) and a
 * sequential connector (the field). Quote the ratios: a single time depends mostly on the machine.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { projectRoot } from '../tools/paths.js';
import { measure, median, type Measured } from './measure.js';
import { openStage, type Scenario } from './stage.js';

const { values: flags } = parseArgs({
  options: { scale: { type: 'boolean' }, json: { type: 'string' }, only: { type: 'string' } },
});

const scenarios: readonly Scenario[] = [
  { name: '60 items', items: 60, objectsPerItem: 20, sourceLatency: 50, platformLatency: 20, pdf: false },
  { name: '250 items', items: 250, objectsPerItem: 20, sourceLatency: 100, platformLatency: 50, pdf: false },
  {
    name: '250 items, PDFs',
    items: 250,
    objectsPerItem: 20,
    sourceLatency: 100,
    platformLatency: 50,
    pdf: true,
  },
  {
    name: '2,000 items',
    items: 2_000,
    objectsPerItem: 20,
    sourceLatency: 20,
    platformLatency: 10,
    pdf: false,
  },
  {
    name: '1 item of 3,000 objects',
    items: 1,
    objectsPerItem: 3_000,
    sourceLatency: 20,
    platformLatency: 10,
    pdf: false,
  },
];

type Row = Readonly<Record<string, string | number>>;
const rows: Row[] = [];
const two = (value: number): number => Math.round(value * 100) / 100;
const bench = (file: string): string => join(projectRoot, 'dist', 'test', 'bench', file);

for (const scenario of scenarios.filter(({ name }) => name.includes(flags.only ?? ''))) {
  const stage = await openStage(scenario);
  const sync = (env: Record<string, string>): Promise<Measured> =>
    measure([stage.binary, 'sync', '--json'], env);
  stage.requests();
  const firstEnvironment = stage.freshEnvironment();
  await sync(firstEnvironment);
  const workload = stage.workloadFile();
  const asked = stage.requests();
  const ours = await median(3, () => sync(stage.freshEnvironment()));
  const floor = await median(3, () => measure([bench('floor.js'), workload]));
  // The sequential model takes minutes; once is enough, because its ratio is large.
  const field = scenario.items > 250 ? undefined : await measure([bench('field.js'), workload]);
  stage.requests();
  const again = await sync(firstEnvironment);
  const askedAgain = stage.requests();
  rows.push({
    workload: scenario.name,
    'sync s': two(ours.wallSeconds),
    'floor s': two(floor.wallSeconds),
    'field s': field === undefined ? '' : two(field.wallSeconds),
    'sync/floor': two(ours.wallSeconds / floor.wallSeconds),
    'field/sync': field === undefined ? '' : two(field.wallSeconds / ours.wallSeconds),
    'CPU s': two(ours.cpuSeconds),
    'peak MB': Math.round(ours.peakMegabytes),
    'TV requests': asked.threatVision,
    'OpenCTI requests': asked.openCti,
    'again: TV/OpenCTI': `${askedAgain.threatVision}/${askedAgain.openCti}`,
    'again: CPU s': two(again.cpuSeconds),
  });
  await stage.close();
}
console.table(rows);

const start = await startUp();
console.table([start]);
const scale: Row[] = flags.scale === true ? await scaleRows() : [];
if (scale.length > 0) console.table(scale);
if (flags.json !== undefined) writeFileSync(flags.json, JSON.stringify({ rows, start, scale }, null, 2));

async function startUp(): Promise<Row> {
  const stage = await openStage({
    name: '',
    items: 8,
    objectsPerItem: 5,
    sourceLatency: 0,
    platformLatency: 0,
    pdf: false,
  });
  const env = stage.freshEnvironment();
  await measure([stage.binary, 'sync', '--json'], env);
  const node = await median(7, () => measure(['-e', '0']));
  const version = await median(7, () => measure([stage.binary, '--version']));
  stage.requests();
  await measure([stage.binary, 'sync', '--json'], env);
  const asked = stage.requests();
  const nothingNew = await median(7, () => measure([stage.binary, 'sync', '--json'], env));
  await stage.close();
  return {
    'node -e 0, s': two(node.wallSeconds),
    '--version / node': two(version.wallSeconds / node.wallSeconds),
    'nothing new, CPU / node': two(nothingNew.cpuSeconds / node.cpuSeconds),
    'nothing new, TV requests': asked.threatVision,
    'nothing new, OpenCTI requests': asked.openCti,
  };
}

async function scaleRows(): Promise<Row[]> {
  const found: Row[] = [];
  for (const items of [100, 1_000, 10_000]) {
    const stage = await openStage({
      name: '',
      items,
      objectsPerItem: 20,
      sourceLatency: 0,
      platformLatency: 0,
      pdf: false,
    });
    const run = await measure([stage.binary, 'sync', '--json'], stage.freshEnvironment());
    const asked = stage.requests();
    await stage.close();
    found.push({
      items,
      'wall s': two(run.wallSeconds),
      'CPU ms per item': two((run.cpuSeconds * 1000) / items),
      'peak MB': Math.round(run.peakMegabytes),
      'TV requests': asked.threatVision,
      'OpenCTI requests': asked.openCti,
    });
  }
  return found;
}
