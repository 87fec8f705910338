import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import stringWidth from 'string-width';
import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig, type Rig } from '../tools/rig.js';
import { inTerminal, runInTerminal } from './terminal.js';

const nowhere = 'http://127.0.0.1:9';
const taipei = { TZ: 'Asia/Taipei' };
const statePath = ({ home, connectorId }: Rig): string =>
  join(home, '.config', 'teamt5-opencti', `${connectorId}.json`);
const timeless = (text: string): string =>
  text
    .replace(/\d+\.\d s ago/, 'N s ago')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d/g, 'T')
    .replace(/\(http.*?\)/, '(URL)');
const lineOf = (text: string, name: string): string =>
  text.split('\n').find((line) => line.startsWith(name)) ?? '';

t.test('status prints the progress, the failed items and the time of their next attempt', async (t) => {
  const rig = await createRig(t);
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  t.equal((await rig.call(['sync'])).code, 6);
  const offline = await rig.run(['status', '--offline'], taipei);
  t.equal(
    timeless(offline.stdout),
    `Warning       the last run that worked ended N s ago; 1 failed item
State         ${statePath(rig)}
Lock          free
Last run      T: delivered what it could; some items failed
Reports       nothing delivered yet; the next run delivers everything
Bundles       delivered up to T
  failed: broken
    1 attempt, next attempt T
    downloading the STIX of broken: the response is not JSON (URL)
`,
  );
  t.match(offline.stdout, '\nBundles       delivered up to 2025-10-09 16:53 +08:00\n');
  const online = await rig.call(['status', '--json']);
  t.match(online.json(), {
    bundles: { watermark: '2025-10-09T08:53:20.000Z' },
    opencti: { connector: { active: true } },
  });
  const away = await rig.call(['status', '--json'], { OPENCTI_URL: nowhere });
  t.equal(away.code, 0, 'status reports that the platform is not reachable');
  t.match(away.json(), { opencti: { error: { reason: 'opencti-http' } } });
});

t.test('status prints the reason of the last failure until a run succeeds', async (t) => {
  const rig = await createRig(t);
  const status = async (...args: string[]) => rig.call(['status', '--offline', ...args]);
  const { stdout: before } = await status();
  t.match(before, /^Unknown {7}no run yet\nState/);
  t.match(before, '\nLast run      none yet\n');
  t.match((await status('--json')).json(), { lastRun: null, lastFailure: null });

  t.equal((await rig.call(['sync'], { OPENCTI_URL: nowhere })).code, 5);
  t.match(
    timeless((await status()).stdout),
    /\nLast run {6}T: failed\n {14}.*uerying the version of the platform: POST \S+ connection refused .*\.\n/,
    'also of a run that did not start',
  );
  const failure = { time: /^[\d-]+T[\d:.]+Z$/, reason: 'opencti-http', message: /connection refused/ };
  t.match((await status('--json')).json(), { lastRun: null, lastFailure: failure });

  t.equal((await rig.call(['sync'])).code, 0);
  t.equal(timeless(lineOf((await status()).stdout, 'Last run')), 'Last run      T: found nothing new');
  t.match((await status('--json')).json(), { lastFailure: null });

  rig.threatVision.fault({ path: '/api/v2/reports', status: 503, times: 99 });
  t.equal((await rig.call(['sync'])).code, 4);
  const begun = (await status('--json')).json();
  t.match(begun, { lastRun: { outcome: 'failed' }, lastFailure: { reason: 'threatvision-http' } });
  const { stdout } = await status();
  t.match(stdout, /failed\n {14}.*HTTP 503/);
  t.notMatch(stdout, 'Run before', 'the same run');
  rig.threatVision.clearFaults();

  t.equal((await rig.call(['sync'])).code, 0);
  t.equal((await rig.call(['sync'], { OPENCTI_TOKEN: 'wrong' })).code, 3);
  const refused = timeless((await status()).stdout);
  t.match(refused, /failed\n {14}.*token is wrong.*\nRun before {4}T: found nothing new\n/);
});

t.test('push, dry runs and --output do not replace the reason of the last failure', async (t) => {
  const rig = await createRig(t);
  rig.threatVision.addReport({ alias: 'r', title: 'r', date: 1_760_000_000, listed: { pdf_url: null } });
  t.equal((await rig.call(['sync'], { OPENCTI_URL: nowhere })).code, 5);
  t.equal((await rig.call(['reports', 'push', 'r'])).code, 0);
  t.equal((await rig.call(['sync', '--dry-run'])).code, 0);
  t.equal((await rig.call(['sync', '--output', 'out'])).code, 0);
  t.match((await rig.call(['status', '--json'])).json(), { lastFailure: { reason: 'opencti-http' } });
});

t.test('status --output reads the state of a directory, and creates none', async (t) => {
  const rig = await createRig(t);
  rig.threatVision.addReport({ alias: 'r', title: 'r', date: 1_760_000_000, listed: { pdf_url: null } });
  t.equal((await rig.call(['sync', '--output', 'out'])).code, 0);
  const there = await rig.call(['status', '--output', 'out', '--json']);
  t.match(there.json(), {
    statePath: join(rig.home, 'out', '.teamt5-opencti.json'),
    reports: { watermark: '2025-10-09T08:53:20.000Z' },
    opencti: null,
  });
  mkdirSync(join(rig.home, 'empty'));
  const requests = rig.openCti.count('/graphql');
  const part = await rig.call(['reset', '--output', 'out', '--only', 'reports', '--to', '2020-01-01']);
  t.match(part.stdout, 'Forgot what was delivered of reports; the next sync starts from 2020-01-01');
  t.match((await rig.call(['status', '--output', 'out', '--json'])).json(), {
    reports: { watermark: null, start: '2020-01-01T00:00:00.000Z' },
  });
  t.equal((await rig.call(['reset', '--output', 'out'])).code, 0);
  const again = await rig.call(['sync', '--output', 'out', '--json']);
  t.match(again.json(), { outcome: 'done', reports: { delivered: 1 } });
  t.equal(rig.openCti.count('/graphql'), requests, 'no request to the platform');
  t.equal((await rig.call(['reset', '--output', 'empty'])).code, 2);
  const none = await rig.call(['status', '--output', 'empty']);
  t.equal(none.code, 2);
  t.match(none.stderr, /There is no state of `sync --output` in \S+empty\./);
});

t.test('no directory is created', async (t) => {
  const rig = await createRig(t);
  const given = { TEAMT5_STATE_DIR: join(rig.home, 'given', 'state') };
  for (const env of [{}, given]) t.equal((await rig.run(['status'], env)).code, 0);
  t.notOk(existsSync(dirname(statePath(rig))));
  t.notOk(existsSync(join(rig.home, 'given')));
});

t.test('a state of a later version is refused in words, and no command changes it', async (t) => {
  const rig = await createRig(t);
  t.equal((await rig.run(['sync'])).code, 0);
  const later = readFileSync(statePath(rig), 'utf8').replace('"version":1', '"version":2');
  writeFileSync(statePath(rig), later);
  for (const command of ['sync', 'status']) {
    const run = await rig.run([command]);
    t.equal(run.code, 2);
    t.match(run.stderr, 'a later version of this program wrote it (format 2; this version reads format 1)');
    t.match(run.stderr, 'Install that version again.');
    t.notMatch(run.stderr, 'Move the file away');
  }
  t.equal(readFileSync(statePath(rig), 'utf8'), later);
});

t.test('names the file of a damaged state', async (t) => {
  const rig = await createRig(t);
  t.equal((await rig.call(['sync'])).code, 0);
  for (const text of ['{"state":', '']) {
    writeFileSync(statePath(rig), text);
    const run = await rig.call(['status', '--offline']);
    t.equal(run.code, 2);
    t.match(run.stderr, `The state file ${statePath(rig)} cannot be read: `);
    t.match(run.stderr, 'Move the file away');
  }
});

t.test('texts of the platform add no line and no color', async (t) => {
  let isHostile = false;
  const hostile = JSON.stringify('\u001b[31m\nOpenCTI forged').slice(1, -1);
  const rig = await createRig(t, {
    threatVision: { content: ownContent() },
    openCti: {
      around: async (request, handle) => {
        const { body = '', ...response } = await handle(request);
        const changed = body.toString().replaceAll(/"(?:name|status)":"[^"]*/g, `$&${hostile}`);
        return { ...response, body: isHostile ? changed : body };
      },
    },
  });
  t.equal((await rig.call(['sync'])).code, 0);
  isHostile = true;
  for (const command of ['status', 'auth']) {
    const { stdout } = await rig.call([command]);
    t.match(stdout, /last imports[^]*forged[^]* objects\n/, command);
    t.notMatch(stdout, /\u001b|^\s*OpenCTI forged/m, command);
  }
});

t.test('on a terminal of 80 columns, only the path of the state is longer', inTerminal, async (t) => {
  const rig = await createRig(t);
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  rig.threatVision.addBundle({ id: 'whole', date: 1_760_000_000 });
  await rig.call(['sync']);
  await rig.call(['sync'], { OPENCTI_URL: 'http://a-name-that-does-not-exist.invalid/with/a/path' });
  const { text } = await runInTerminal(rig, ['status']);
  t.match(text, /last imports in OpenCTI \(works\)\n {4}TeamT5 bundles /);
  for (const line of text.split('\n').filter((one) => !one.startsWith('State ')))
    t.ok(stringWidth(line) <= 80, line);
});
