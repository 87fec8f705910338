import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { describeFailure } from '../../src/cli/core/failure-texts.js';
import { createLocalRig } from '../tools/local-rig.js';

const nowhere = 'http://127.0.0.1:9';
const untimed = (stderr: string): string =>
  stderr.replaceAll(/^[\d-]+ [\d:]+ /gm, '').replaceAll(/ \(after \d+ attempts\)/g, '');

t.test('only sync mentions the next run; every command names what to check', async (t) => {
  const rig = await createLocalRig(t);
  const away = { OPENCTI_URL: nowhere };
  const check = 'Check OPENCTI_URL, the network, and whether the platform is up.';
  const line = `error OpenCTI is not reachable: querying the version of the platform: POST ${nowhere}/graphql: connection refused [ECONNREFUSED]. ${check}`;
  t.equal(
    untimed((await rig.call(['sync'], away)).stderr),
    `${line} Nothing is lost: the next run continues where this one stopped.\n`,
  );
  t.equal(
    untimed((await rig.call(['sync', '--since', '30d'], away)).stderr),
    `${line} What was delivered stays; the same command starts over from its --since.\n`,
  );
  t.equal(untimed((await rig.call(['sync', '--dry-run'], away)).stderr), `${line}\n`);
  t.equal(untimed((await rig.call(['reset'], away)).stderr), `${line} Then repeat the reset.\n`);
  const noSource = { TEAMT5_API_BASE_URL: nowhere };
  for (const args of [
    ['bundles', 'show', 'x'],
    ['reports', 'push', 'x'],
  ]) {
    const { stderr } = await rig.call(args, noSource);
    t.match(
      untimed(stderr),
      /^error ThreatVision is not reachable: .* Check TEAMT5_API_BASE_URL and the network\.\n$/,
    );
  }
});

t.test('auth prints one line for each service with its state, and each error once', async (t) => {
  const rig = await createLocalRig(t);
  const run = await rig.call(['auth'], { TEAMT5_API_BASE_URL: nowhere, OPENCTI_TOKEN: 'wrong-token' });
  t.equal(run.code, 3);
  t.equal(
    run.stdout,
    'ThreatVision  not reachable: connection refused\nOpenCTI       does not accept the account\n',
  );
  t.equal(
    untimed(run.stderr),
    `error ThreatVision is not reachable: getting a token: POST ${nowhere}/oauth/token: connection refused [ECONNREFUSED]. Check TEAMT5_API_BASE_URL and the network.
error Querying the version of the platform: OpenCTI does not accept opencti.token: the token is wrong, or (from OpenCTI 7.260224.0 on) its user lacks APIACCESS_USETOKEN. Check OPENCTI_TOKEN and its user's group (the built-in group Connectors has the rights).
`,
  );
  const half = await rig.call(['auth'], { OPENCTI_TOKEN: '' });
  t.equal(half.code, 2);
  t.match(half.stdout, /^ThreatVision  http.*\n  account .*\nOpenCTI       not configured\n$/);
  t.match(untimed(half.stderr), 'error Not configured: OPENCTI_TOKEN (opencti.token in the file). ');
});

t.test('a hint after rejected credentials names auth, except in auth itself', async (t) => {
  const rig = await createLocalRig(t);
  t.match((await rig.call(['sync'], { OPENCTI_TOKEN: 'wrong-token' })).stderr, '`teamt5-opencti auth` ');
  const auth = await rig.call(['auth', '--json'], { TEAMT5_CLIENT_SECRET: 'wrong' });
  t.equal(auth.code, 3);
  t.notMatch(`${auth.stderr}${auth.stdout}`, 'teamt5-opencti auth');
});

t.test('the hint names the configuration file that was read', async (t) => {
  const rig = await createLocalRig(t);
  const path = join(rig.home, 'teamt5.config.json');
  writeFileSync(path, '{"connector":{"name":"x"}}', { mode: 0o600 });
  const missing = { OPENCTI_TOKEN: '' };
  const hint = `Add what is missing to ${path}, which was read, or set it in the environment.`;
  for (const args of [['sync'], ['auth']]) {
    const run = await rig.call([...args, '--json'], missing);
    t.equal(run.code, 2);
    t.match(run.json(), { error: { message: /OPENCTI_TOKEN/, hint } });
    t.match(run.stderr, hint);
    t.notMatch(run.stderr, 'init');
  }
  t.match((await rig.call(['auth'], missing)).stderr, `\nor in ${path}:\n`);
});

t.test("the hint names the Python connector's config.yml in the working directory", async (t) => {
  const rig = await createLocalRig(t);
  writeFileSync(join(rig.home, 'config.yml'), "opencti:\n  token: 'x'\n", { mode: 0o600 });
  const run = await rig.call(['sync', '--json'], { OPENCTI_TOKEN: '' });
  t.equal(run.code, 2);
  t.match(run.json(), { error: { hint: 'config.yml was found here: use `--config config.yml`.' } });
  t.equal((await rig.call(['sync', '--config', 'config.yml'], { OPENCTI_TOKEN: '' })).code, 3);
});

t.test('a response that is not from ThreatVision has a hint to check its address', async (t) => {
  const rig = await createLocalRig(t);
  for (const [path, command] of [
    ['/oauth/token', 'auth'],
    ['/api/v2/reports', 'reports'],
  ] as const) {
    rig.threatVision.fault({ path, status: 404, times: 99 });
    const run = await rig.call([command]);
    t.equal(run.code, 4, command);
    t.match(untimed(run.stderr), 'not look like ThreatVision');
    t.match(untimed(run.stderr), /heck TEAMT5_API_BASE_URL[^\n]*\.\n$/);
    rig.threatVision.clearFaults();
  }
});

t.test('names all missing options at once', async (t) => {
  const rig = await createLocalRig(t);
  const missing = { TEAMT5_CLIENT_ID: '', TEAMT5_CLIENT_SECRET: '', OPENCTI_TOKEN: '', CONNECTOR_ID: '' };
  for (const args of [['sync'], ['reports', 'push', 'x']]) {
    const run = await rig.call(args, missing);
    t.equal(run.code, 2);
    t.match(
      untimed(run.stderr),
      'error Not configured: TEAMT5_CLIENT_ID (teamt5.client_id in the file), TEAMT5_CLIENT_SECRET (teamt5.client_secret in the file), OPENCTI_TOKEN (opencti.token in the file), CONNECTOR_ID (connector.id in the file). ',
      args.join(' '),
    );
  }
  const toFiles = await rig.call(['sync', '--output', 'out'], missing);
  t.notMatch(toFiles.stderr, 'OPENCTI_TOKEN', 'an option that is not needed is not reported');
});

t.test('a 401 from an address that is not OpenCTI has a hint that names token and address', async (t) => {
  const rig = await createLocalRig(t);
  rig.openCti.fault({ path: '/graphql', status: 401, body: 'who are you?' });
  const run = await rig.call(['auth']);
  t.equal(run.code, 5);
  t.equal(run.stdout.split('\n')[2], 'OpenCTI       does not work as expected');
  t.equal(
    untimed(run.stderr),
    `error Querying the version of the platform: POST ${rig.openCti.url}/graphql: returned HTTP 401: who are you?; opencti.token or opencti.url can be wrong (OPENCTI_TOKEN, OPENCTI_URL), or a proxy in front requires opencti.custom_headers. Check OPENCTI_URL, OPENCTI_TOKEN and the proxy in front of the platform.\n`,
  );
});

t.test('the hint after a failure of the state names the option that chose its directory', async (t) => {
  const rig = await createLocalRig(t);
  writeFileSync(join(rig.home, 'f'), '');
  const run = await rig.call(['sync', '--output', './f', '--json']);
  t.equal(run.code, 2);
  t.match(run.json(), { error: { hint: /--output \(\.\/f\)/ } });
  t.notMatch(run.stderr, 'TEAMT5_STATE_DIR');
});

t.test('a question that a person waits for ends after 10 s if a service never responds', async (t) => {
  const rig = await createLocalRig(t);
  rig.threatVision.fault({ path: '/oauth/token', hang: 'headers', times: 99 });
  rig.openCti.fault({ path: '/graphql', hang: 'headers', times: 99 });
  const [auth, list, status, reset] = await Promise.all([
    rig.call(['auth', '--log-level', 'info'], { TEAMT5_HTTP_RETRY_PERIOD: 'PT40S' }),
    rig.call(['reports'], { TEAMT5_HTTP_RETRY_PERIOD: 'PT40S' }),
    rig.call(['status', '--json']),
    rig.call(['reset', '--yes'], {
      TEAMT5_STATE_DIR: join(rig.home, 'other'),
      TEAMT5_HTTP_RETRY_PERIOD: 'PT40S',
    }),
  ]);
  t.match(auth.waitingNotices.join('\n'), `waiting for OpenCTI (${rig.openCti.url})`);
  t.match(auth.stderr, /OpenCTI is not reachable: .* no response within 10 s/);
  t.equal(list.code, 4);
  t.match(list.stderr, /ThreatVision is not reachable: .* no response within 10 s/);
  t.match(status.json(), { opencti: { error: { message: /within 10 s/ } } });
  t.equal(reset.code, 5);
  t.match(reset.stderr, /no response within 10 s.*Then repeat the reset\./);
});

t.test('hints fit the option, the cause and the item', async (t) => {
  const rig = await createLocalRig(t);
  rig.threatVision.addBundle({ id: 'b', date: 1_760_000_000 });
  writeFileSync(join(rig.home, 'file'), '');
  const below = join(rig.home, 'file', 'x');
  t.match(
    (await rig.call(['sync', '--output', below])).stderr,
    `Give another directory with --output (${below}).`,
  );
  t.match(
    (await rig.call(['sync'], { TEAMT5_STATE_DIR: below })).stderr,
    'ENOTDIR: not a directory. Give another directory in TEAMT5_STATE_DIR.',
  );
  rig.threatVision.fault({ path: '/api/v2/ioc_bundles/b', status: 500, times: 99 });
  const { stderr } = await rig.call(['bundles', 'show', 'b']);
  t.match(stderr, 'Repeat the command later, and ask TeamT5 about the item if this persists.');
  t.notMatch(stderr, /TEAMT5_API_BASE_URL|TEAMT5_CLIENT_ID/);
  const since = await rig.call(['sync', '--since', '7']);
  t.equal(since.code, 2);
  t.match(since.stderr, '--since: received "7". Did you mean 7d?');
  t.equal((await rig.call(['auth'])).code, 0);
  const tokens = rig.threatVision.count('/oauth/token');
  t.equal((await rig.call(['auth'])).code, 0);
  t.equal(rig.threatVision.count('/oauth/token'), tokens + 1, 'no cached token');
});

t.test('a full disk and a missing right have hints of their own', (t) => {
  const hintOf = (message: string, output?: string) =>
    describeFailure({ reason: 'state-not-writable', path: '/x', message }, { output }).hint;
  t.match(
    hintOf('ENOSPC: no space left on device'),
    'Free space, or give another directory in TEAMT5_STATE_DIR.',
  );
  t.match(
    hintOf('EACCES: permission denied', 'out'),
    'This user has no right to write there: correct the permissions, or',
  );
  t.end();
});
