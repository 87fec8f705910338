import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { documentSchemas } from '../../src/cli/documents/schemas.js';
import { checkOf, type Facts } from '../../src/cli/ui/status-check.js';
import { createLocalRig } from '../tools/local-rig.js';

const nowhere = { OPENCTI_URL: 'http://127.0.0.1:9' };

t.test('status --check prints one line with its exit code, without a request', async (t) => {
  const rig = await createLocalRig(t);
  const check = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    const { code, stdout, stderr } = await rig.call(['status', '--check', ...args], env);
    t.equal(stderr, '');
    t.equal(stdout.split('\n').length, 2, 'one line');
    return `${String(code)} ${stdout.trimEnd()}`;
  };
  t.equal(await check(), '3 UNKNOWN: no run yet');
  t.equal(await check([], { OPENCTI_TOKEN: '' }), '3 UNKNOWN: not configured: opencti.token');
  t.match(await check([], { CONNECTOR_ID: 'x' }), /^3 UNKNOWN: The configuration is not usable: /);
  t.match(await check(['--max-age', 'x']), /^3 UNKNOWN: --max-age: received "x"/);
  t.equal((await rig.call(['sync'], nowhere)).code, 5);
  t.match(await check(), /^2 CRITICAL: no run has worked yet; last run failed: OpenCTI is not reachable: /);
  t.equal((await rig.call(['sync'])).code, 0);
  const requests = rig.openCti.count('/graphql');
  t.match(await check(), /^0 OK: the last run that worked ended \d+\.\d s ago; 0 failed items$/);
  t.equal(rig.openCti.count('/graphql'), requests);
  t.equal((await rig.call(['sync'], nowhere)).code, 5);
  t.match(await check(), /^1 WARNING: .*; 0 failed items; last run failed: /);
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  t.equal((await rig.call(['sync'])).code, 6);
  t.match(await check(), /^1 WARNING: .*; 1 failed item$/);
  t.match(await check(['--max-failed', '1', '--max-age', '1h']), /^0 OK: /);
  const json = (await rig.call(['status', '--check', '--json'])).json();
  t.match(json, { status: 'warning', message: /1 failed item/ });
  t.ok(documentSchemas.status.safeParse(json).success);
  writeFileSync(join(rig.home, '.config/teamt5-opencti', `${rig.connectorId}.json`), '[]', { mode: 0o600 });
  t.match(await check(), /^3 UNKNOWN: The state file \S+ cannot be read/);
  t.equal((await rig.call(['status', '--max-age', '1d'])).code, 2, '--max-age needs --check');
});

t.test('the age of the last run that worked decides between ok and critical', (t) => {
  const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
  const waiting = { lack: 'item', reason: 'r', message: 'm', attempts: 1 } as const;
  const document = (outcome: string, backfill = false): Facts => ({
    statePath: '/s',
    missing: [],
    lock: null,
    openWorks: [],
    lastFailure: null,
    imports: null,
    lastRun: { startedAt: at(9), finishedAt: at(10), outcome, backfill, lastSuccess: at(5) },
    reports: {
      start: at(0),
      watermark: null,
      recent: 0,
      forgotten: [],
      waiting: [
        { id: 'x', ...waiting, firstAttempt: at(1), lastAttempt: at(2), nextTry: null },
        { id: 'y', ...waiting, lack: 'pdf', firstAttempt: at(1), lastAttempt: at(2), nextTry: at(12) },
      ],
    },
    bundles: null,
  });
  const check = (one: Facts) => checkOf(one, { maxAge: 3 * 3_600_000, maxFailed: 1 }, Date.parse(at(12)));
  t.match(check(document('partial')), {
    status: 'ok',
    message: /1 failed item \(1 given up\), 1 incomplete report$/,
  });
  t.match(check(document('failed')), { status: 'critical', message: /ended 7\.0 h ago, more than 3\.0 h/ });
  t.match(check(document('done', true)), { status: 'critical' }, 'a backfill is not a regular run');
  t.end();
});
