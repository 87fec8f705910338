import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { openCursor, openStateStore, withKind } from '../../src/state/index.js';
import { manyItems } from '../sandbox/content/many.js';
import { createRig } from '../tools/rig.js';
import { fingerprintedEntries } from './entries.js';
import { hoursAgo } from './pushed.js';

const items = 20_000;
const megabyte = 1_000_000;

/** Writes the peak memory of the process (kB) into a file at its exit. */
const peak = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`)}`;

t.test('20,000 listed items: the state below 1 MB, the run below 200 MB', { timeout: 120_000 }, async (t) => {
  const lookback = 7 * 86_400;
  const content = manyItems({
    reports: items,
    bundles: 0,
    objectsPerItem: 5,
    from: hoursAgo(120),
    spacingSeconds: 20,
    pdf: false,
  });
  const rig = await createRig(t, {
    threatVision: { content, keepRequests: false, pageSize: 50 },
    openCti: { keepRequests: false, keepBundles: false },
  });
  const directory = join(rig.home, 'state');
  const peakFile = join(rig.home, 'peak');

  // Registers the connector and lists nothing.
  t.equal((await rig.run(['sync', '--since', '1h'], { TEAMT5_STATE_DIR: directory })).code, 0);
  const store = await openStateStore({ directory, name: rig.connectorId });
  if (!store.ok) throw new Error('no store');
  const loaded = store.value.load();
  if (!loaded.ok || loaded.value === undefined) throw new Error('no state');
  const cursor = openCursor(loaded.value.state.reports, lookback);
  const entries = await fingerprintedEntries(rig.threatVision.url);
  cursor.begin(entries, new Set(entries.map(({ id }) => id)), { now: hoursAgo(0), mayAdvance: true });
  const left = 50;
  const oldestFirst = entries.toSorted((a, b) => a.date - b.date);
  for (const entry of oldestFirst.slice(0, -left)) cursor.settle(entry);
  store.value.save({ ...loaded.value, state: withKind(loaded.value.state, 'reports', cursor.snapshot()) });

  const ended = await rig.run(['sync', '--json'], {
    TEAMT5_STATE_DIR: directory,
    NODE_OPTIONS: `--import=${peak}`,
    PEAK_FILE: peakFile,
  });
  t.match(ended.json(), {
    outcome: 'done',
    reports: { listed: items, delivered: left, skipped: items - left },
  });
  const megabytes = (Number(readFileSync(peakFile, 'utf8')) * 1024) / megabyte;
  t.ok(megabytes < 200, `${Math.round(megabytes)} MB`);
  const size = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  t.ok(size < megabyte, `${size} bytes of state`);
});
