import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { testOnEachPlatform } from '../tools/platforms.js';
import { pushedReports, reports, until } from './pushed.js';

const content = { reports: reports(4), bundles: [] };

testOnEachPlatform(
  'a second run exits at once, names the first, and sends no request',
  async (t, createRig) => {
    const { start, run, threatVision, openCti } = await createRig(t, { threatVision: { content } });
    threatVision.fault({ path: '/api/v2/reports/r3.stix', hang: 'headers' });
    const first = start(['sync']);
    await until(
      () => pushedReports(openCti).length === 3 && threatVision.count('/api/v2/reports/r3.stix') > 0,
    );
    // Separate services, so that requests of the first run are not counted.
    const others = await createRig(t);
    const second = await run(['sync', '--json'], {
      TEAMT5_API_BASE_URL: others.threatVision.url,
      OPENCTI_URL: others.openCti.url,
    });
    t.equal(second.code, 7);
    t.match(second.json(), { error: { reason: 'locked' } });
    t.match(second.stderr, new RegExp(`pid ${first.process.pid ?? 0} on ${hostname()}, for \\d+ s`));
    t.equal(others.threatVision.requests.length + others.openCti.requests.length, 0);

    first.process.kill('SIGKILL');
    await first.finished;
    const third = await run(['sync', '--json']);
    t.match(
      third.json(),
      { outcome: 'done', reports: { delivered: 1 } },
      'takes over the lock of a dead process',
    );
  },
);

testOnEachPlatform(
  'a read-only home directory works with a state directory elsewhere',
  async (t, createRig) => {
    const { run, home, connectorId } = await createRig(t, { threatVision: { content } });
    const readOnly = join(home, 'home');
    const state = join(home, 'state');
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o555);
    const ended = await run(['sync'], { HOME: readOnly, TEAMT5_STATE_DIR: state });
    t.equal(ended.code, 0);
    t.strictSame(readdirSync(readOnly), []);
    t.ok(readdirSync(state).includes(`${connectorId}.json`));
  },
);

testOnEachPlatform(
  'a state directory that cannot be created: exit code 2 and a hint',
  async (t, createRig) => {
    const { run, openCti } = await createRig(t, { threatVision: { content } });
    const ended = await run(['sync', '--json'], { TEAMT5_STATE_DIR: '/dev/null/state' });
    t.equal(ended.code, 2);
    t.match(ended.json(), { error: { hint: /TEAMT5_STATE_DIR/ } });
    t.equal(openCti.requests.length, 0);
  },
);
