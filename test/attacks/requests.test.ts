import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { deliveredOnce, items } from '../faults/counts.js';
import { createRig } from '../tools/rig.js';

/** In an event of its own when the program opens its first connection. */
const whenConnecting = (statement: string): string => `
  import { Socket } from 'node:net';
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (...parameters) {
    Socket.prototype.connect = connect;
    setImmediate(() => { ${statement} });
    return connect.apply(this, parameters);
  };`;

/** Node.js runs the statement in the process of the program before it. */
const preload = (statement: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(statement)}`,
});

t.test('a link to a host that does not resolve costs the PDF only', async (t) => {
  const { reports } = items(5, 0);
  const hosts = ['gone.invalid', 'gone.invalid.', 'files.invalid..', '\u0430pi.invalid', 'a_b.invalid'];
  const rig = await createRig(t, {
    threatVision: {
      content: {
        reports: reports.map((report, index) => ({
          ...report,
          listed: { pdf_url: `https://${hosts[index] ?? ''}/report.pdf` },
        })),
        bundles: [],
      },
    },
  });
  const run = await rig.run(['sync', '--json']);
  t.equal(run.code, 0, run.stderr);
  t.match(run.json(), { outcome: 'done', reports: { delivered: 5 } });
  t.strictSame(run.json().failures, []);
  t.ok(deliveredOnce(rig.openCti.pushes, 5));
  t.equal(run.stderr.match(/its PDF could not be downloaded/g)?.length, 5);
});

const escapes: Readonly<Record<string, string>> = {
  'an exception in a callback': whenConnecting(`throw new Error('sabotage');`),
  'a rejection that nothing awaits': whenConnecting(`Promise.reject(new Error('sabotage'));`),
  'an exception in the callback of a name resolution': `
    import dns from 'node:dns';
    import { syncBuiltinESMExports } from 'node:module';
    const { lookup } = dns;
    dns.lookup = (host, options, callback) =>
      lookup(host, options, (...result) => {
        if (host.startsWith('gone')) throw new Error('sabotage');
        callback(...result);
      });
    syncBuiltinESMExports();`,
};
for (const [what, statement] of Object.entries(escapes)) {
  t.test(`${what} is reported as a bug, and everything is delivered and recorded`, async (t) => {
    const { reports } = items(3, 0);
    const content = {
      reports: reports.map((report, index) =>
        index === 0 ? { ...report, listed: { pdf_url: 'https://gone.invalid/report.pdf' } } : report,
      ),
      bundles: [],
    };
    const rig = await createRig(t, { threatVision: { content } });
    const metrics = join(rig.home, 'metrics.prom');
    const run = await rig.run(['sync', '--json', '--metrics-file', metrics], {
      ...preload(statement),
      TEAMT5_HTTP_RETRY_PERIOD: 'PT0S',
    });
    t.equal(run.code, 1, run.stderr);
    t.match(run.stderr, 'bug: sabotage. Please report it');
    t.match(run.json(), { outcome: 'failed', error: { reason: 'bug', message: 'bug: sabotage' } });
    t.match(readFileSync(metrics, 'utf8'), 'teamt5_opencti_run_exit_code 1');
    t.ok(deliveredOnce(rig.openCti.pushes, 3), 'the items are delivered all the same');
    const status = await rig.run(['status', '--json']);
    t.match(status.json(), { lock: null, lastFailure: { reason: 'bug' } });
    t.strictSame(status.json().openWorks, []);
    const next = await rig.run(['sync', '--json']);
    t.equal(next.code, 0, next.stderr);
    t.match(next.json(), { reports: { delivered: 0, failed: 0 } });
  });
}

t.test('an exception in a run is reported with the result of the run', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(2, 0) } });
  const metrics = join(rig.home, 'metrics.prom');
  const statement = `
    const { toISOString } = Date.prototype;
    Date.prototype.toISOString = () => {
      Date.prototype.toISOString = toISOString;
      throw new Error('sabotage');
    };`;
  const run = await rig.run(['sync', '--json', '--metrics-file', metrics], preload(statement));
  t.equal(run.code, 1, run.stderr);
  t.match(run.json(), { outcome: 'failed', error: { reason: 'bug' } });
  t.match(readFileSync(metrics, 'utf8'), 'teamt5_opencti_run_exit_code 1');
  t.match((await rig.run(['status', '--json'])).json(), { lock: null, lastFailure: { reason: 'bug' } });
  t.equal((await rig.run(['sync'])).code, 0);
});

t.test('an exception that nothing awaits ends any other command with its document', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(2, 0) } });
  const run = await rig.run(
    ['reports', 'list', '--json'],
    preload(whenConnecting(`throw new Error('sabotage');`)),
  );
  t.equal(run.code, 1, run.stderr);
  t.match(run.json(), { error: { reason: 'bug', message: 'bug: sabotage' } });
});
