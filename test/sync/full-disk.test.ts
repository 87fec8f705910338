import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { testOnEachPlatform } from '../tools/platforms.js';
import { pushedReports, reports } from './pushed.js';

/** The disk is full after this number of lines of the journal, until the process ends. */
const fullDisk = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  let left = Number(process.env.WRITES_LEFT);
  const full = () => { throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }); };
  const { appendFileSync, writeFileSync } = fs;
  fs.appendFileSync = (path, text, options) => {
    if (left-- > 0) return appendFileSync(path, text, options);
    appendFileSync(path, String(text).slice(0, 20), options);
    full();
  };
  fs.writeFileSync = (...args) => (left >= 0 ? writeFileSync(...args) : full());
  syncBuiltinESMExports();`)}`;

testOnEachPlatform(
  'a disk that fills up during a run ends it; the next run repeats only pushes in flight',
  async (t, createRig) => {
    const { run, openCti, home } = await createRig(t, {
      threatVision: { content: { reports: reports(30), bundles: [] } },
    });
    const env = { TEAMT5_STATE_DIR: join(home, 'state') };
    const ended = await run(['sync', '--json'], {
      ...env,
      NODE_OPTIONS: `--import=${fullDisk}`,
      WRITES_LEFT: '6',
    });
    t.equal(ended.code, 2);
    t.match(ended.json(), { outcome: 'failed', error: { reason: 'state-not-writable', hint: /space/ } });
    const before = pushedReports(openCti).length;
    t.ok(before > 0 && before < 30, `${before} pushed`);
    t.match((await run(['sync', '--json'], env)).json(), { outcome: 'done' });
    const titles = pushedReports(openCti);
    t.equal(new Set(titles).size, 30);
    t.ok(titles.length <= 34, `${titles.length} pushes for 30 reports`);
    t.notOk(readdirSync(join(home, 'state')).some((name) => name.endsWith('.tmp')));
  },
);
