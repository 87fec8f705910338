import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { defaultToken } from '../sandbox/opencti.js';
import { createRig } from '../tools/rig.js';
import { inTerminal, runInTerminal } from './terminal.js';
import { valueAt } from '../tools/value-at.js';

const nothing = {
  OPENCTI_URL: '',
  OPENCTI_TOKEN: '',
  CONNECTOR_ID: '',
  TEAMT5_CLIENT_ID: '',
  TEAMT5_CLIENT_SECRET: '',
};

t.test('auth prints the state of both services before and after the first run', async (t) => {
  const rig = await createRig(t);
  const before = await rig.call(['auth']);
  t.equal(before.code, 0, before.stderr);
  t.equal(
    before.stdout.replace(/until \d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d$/m, 'until T'),
    `ThreatVision  ${rig.threatVision.url}/
  account     token accepted, valid until T
OpenCTI       ${rig.openCti.url}/  version 7.260817.0
  user        sandbox connector: has all rights
  connector   not registered yet
`,
  );
  await rig.call(['sync']);
  const after = await rig.call(['auth', '--json']);
  t.match(after.json(), { opencti: { connector: { active: true, queue: { messages: 0 } } } });
  t.strictSame(valueAt(after.json(), 'opencti', 'missingRights'), []);
});

t.test('auth checks both services and exits with the code of the more severe failure', async (t) => {
  const rig = await createRig(t);
  const run = await rig.call(['auth', '--json'], {
    TEAMT5_API_BASE_URL: 'http://127.0.0.1:9',
    OPENCTI_TOKEN: 'wrong-token',
  });
  t.equal(run.code, 3);
  t.match(run.json(), {
    threatvision: { error: { reason: 'threatvision-http' } },
    opencti: { error: { reason: 'opencti-credentials' } },
    error: { reason: 'opencti-credentials' },
  });
  t.equal(run.stderr.trim().split('\n').length, 2, 'one line per service');
});

t.test('names a missing capability, with exit code 3', async (t) => {
  const rig = await createRig(t);
  rig.openCti.setToken('poor', { name: 'poor', capabilities: ['APIACCESS_USETOKEN'] });
  const run = await rig.call(['auth', '--json'], { OPENCTI_TOKEN: 'poor' });
  t.equal(run.code, 3, run.stderr);
  t.match(run.stderr, /CONNECTORAPI/);
});

t.test('auth without a configuration lists the options to set', async (t) => {
  const rig = await createRig(t);
  const run = await rig.call(['auth'], nothing);
  t.equal(run.code, 2);
  t.equal(run.stdout, '');
  t.equal(
    run.stderr.replace(/^[\d-]+ [\d:]+ /, ''),
    `error Not configured: TEAMT5_CLIENT_ID (teamt5.client_id in the file), TEAMT5_CLIENT_SECRET (teamt5.client_secret in the file), OPENCTI_URL (opencti.url in the file), OPENCTI_TOKEN (opencti.token in the file), CONNECTOR_ID (connector.id in the file). Set what is missing in the environment or in .teamt5rc; \`teamt5-opencti init\` writes the file.

In the environment:
  export TEAMT5_CLIENT_ID='<yours>'
  export TEAMT5_CLIENT_SECRET='<yours>'
  export OPENCTI_URL='https://opencti.example.org'
  export OPENCTI_TOKEN='<yours>'
  export CONNECTOR_ID='<a UUID: uuidgen>'

or in .teamt5rc, here or in your home directory (chmod 600 .teamt5rc):
  teamt5:
    client_id: '<yours>'
    client_secret: '<yours>'
  opencti:
    url: 'https://opencti.example.org'
    token: '<yours>'
  connector:
    id: '<a UUID: uuidgen>'
`,
  );
});

t.test('auth --clear needs neither an account nor a platform', async (t) => {
  const rig = await createRig(t);
  const state = { TEAMT5_STATE_DIR: join(rig.home, 'state') };
  await rig.call(['auth'], state);
  const cache = join(rig.home, 'state', 'token.json');
  t.match(readFileSync(cache, 'utf8'), 'value');
  t.equal(statSync(cache).mode & 0o077, 0);
  const run = await rig.call(['auth', '--clear'], { ...nothing, ...state });
  t.equal(run.code, 0, run.stderr);
  t.notOk(existsSync(cache));
});

t.test('init writes a file of mode 0600 from flags and variables, and never overwrites a file', async (t) => {
  const rig = await createRig(t);
  const url = 'https://opencti.example.net';
  const run = await rig.call(['init', '--opencti-url', url, '--json'], {
    CONNECTOR_ID: '',
    OPENCTI_TOKEN: 'it"s:#1',
  });
  t.equal(run.code, 0, run.stderr);
  t.strictSame(run.json(), { file: join(rig.home, '.teamt5rc'), missing: [], backup: null });
  t.equal(statSync(join(rig.home, '.teamt5rc')).mode & 0o777, 0o600);

  const config = (await rig.call(['config', '--json'], nothing)).json();
  t.equal(config.file, join(rig.home, '.teamt5rc'));
  const value = (key: string): unknown =>
    Array.isArray(config.options)
      ? config.options.map((row: object): object => row).find((row) => 'key' in row && row.key === key)
      : undefined;
  t.match(value('opencti.url'), { value: url, origin: { source: 'file' } });
  t.match(value('opencti.token'), { value: '***', origin: { source: 'file' } });
  t.match(value('connector.id'), { value: /^[\da-f-]{14}4/, origin: { source: 'file' } });
  t.match(readFileSync(join(rig.home, '.teamt5rc'), 'utf8'), String.raw`token: "it\"s:#1"`);

  t.equal((await rig.call(['init'])).code, 2);
  const bad = await rig.call(['init', '--force', '--opencti-url', 'ftp://x']);
  t.equal(bad.code, 2);
  t.match(bad.stderr, 'opencti.url: received "ftp://x", not usable. Give an http or https URL');
});

t.test('init reports the path of a secret file that it cannot read', async (t) => {
  const rig = await createRig(t);
  const run = await rig.call(['init'], { ...nothing, OPENCTI_TOKEN_FILE: 'missing' });
  t.equal(run.code, 2);
  t.match(
    run.stderr,
    /opencti\.token \(OPENCTI_TOKEN_FILE\): received "missing", expected the path of a file/,
  );
  t.notOk(existsSync(join(rig.home, '.teamt5rc')));
});

t.test('init without any values comments out the required keys and names them', async (t) => {
  const rig = await createRig(t);
  const run = await rig.call(['init'], nothing);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stdout, 'Fill in: opencti.url, opencti.token, teamt5.client_id, teamt5.client_secret.\n');
  t.notMatch(readFileSync(join(rig.home, '.teamt5rc'), 'utf8'), /^ {2}\w+: "?ChangeMe/m);
  t.strictSame(
    readdirSync(rig.home).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

t.test('init takes over config.yml and variables, keeps the connector id and leaves a backup', async (t) => {
  const rig = await createRig(t);
  const env = { ...nothing, TEAMT5_TLP_LEVEL: 'amber', TEAMT5_CLIENT_SECRET: 'from-environment' };
  const yml = (id: string): string =>
    `connector:\n  id: ${id}\n  confidence_level: 3\nteamt5:\n  client_id: me\n  client_secret: old\n  attach_pdf: false\n`;
  writeFileSync(join(rig.home, 'config.yml'), yml(rig.connectorId), { mode: 0o600 });
  const first = await rig.call(['init'], env);
  t.equal(first.code, 0, first.stderr);
  t.match(first.stdout, 'Taken over: ');
  t.match(first.stdout, 'Fill in: opencti.url, opencti.token.\n');
  t.match(first.stdout, `Next: teamt5-opencti auth --config ${join(rig.home, '.teamt5rc')}\n`);
  const text = readFileSync(join(rig.home, '.teamt5rc'), 'utf8');
  for (const line of [`id: "${rig.connectorId}"`, 'attach_pdf: false', 'tlp_level: "amber"'])
    t.match(text, `\n  ${line}\n`);
  t.match(text, '\n  client_secret: "from-environment"\n', 'the environment comes first');
  t.match(text, '\n  # token: ');

  writeFileSync(join(rig.home, 'config.yml'), yml('0f1d8f2e-6c1b-4d56-9d3e-1f0a5a0b7c22'), { mode: 0o600 });
  const again = await rig.call(['init', '--force', '--json'], nothing);
  t.match(again.json(), { backup: join(rig.home, '.teamt5rc.bak') });
  t.equal(readFileSync(join(rig.home, '.teamt5rc.bak'), 'utf8'), text);
  t.match(readFileSync(join(rig.home, '.teamt5rc'), 'utf8'), `\n  id: "${rig.connectorId}"\n`);
  t.match((await rig.call(['init', '--force', '--json'], nothing)).json(), { backup: /\.bak\.2$/ });
});

t.test('the wizard tries both accounts and names the next command', inTerminal, async (t) => {
  const rig = await createRig(t);
  const { code, text } = await runInTerminal(rig, ['init'], { OPENCTI_TOKEN: '' }, [
    ['opencti.token (not shown) (', defaultToken],
    ['teamt5.tlp_level (', 'green'],
    ['teamt5.first_run_retrieval_timestamp (', ''],
  ]);
  t.equal(code, 0, text);
  t.match(
    text.replaceAll('\n', ' '),
    /The default is clear, which restricts nobody.*cannot be lowered later\./,
  );
  const questions = text.slice(0, text.indexOf('Wrote ')).split('\n');
  for (const line of questions.filter((one) => !one.includes(rig.home))) t.ok(line.length <= 80, line);
  t.match(text, /account {5}token accepted/);
  t.match(text, /user {8}.*: has all rights/);
  t.match(text, `\nNext: teamt5-opencti sync --dry-run --config ${join(rig.home, '.teamt5rc')}\n`);
});

t.test(
  'init prompts on a terminal, repeats the prompt after an invalid value, and shows no secret',
  inTerminal,
  async (t) => {
    const rig = await createRig(t);
    const answers = [
      ['opencti.url (', 'ftp://nowhere'],
      ['opencti.url (', 'https://asked.example.org'],
      ['opencti.token (not shown) (', 'shy-token'],
      ['connector.id (', ''],
      ['teamt5.client_id (', 'my-client'],
      ['teamt5.client_secret (not shown) (', ''],
      ['teamt5.tlp_level (Enter accepts clear)', ''],
      ['teamt5.first_run_retrieval_timestamp (Enter accepts 0)', '2026-01-01'],
    ] as const;
    const { code, raw, text } = await runInTerminal(rig, ['init'], nothing, answers);
    t.equal(code, 0, text);
    t.match(text, 'Give an http or https URL');
    t.notMatch(text, 'shy-');
    t.match(text, 'my-client');
    t.match(text, `The configuration of teamt5-opencti, for ${join(rig.home, '.teamt5rc')}.\n`);
    t.match(text, '\n1 of 7: URL of the OpenCTI platform');
    t.match(
      raw,
      /opencti\.token \(not shown\) \(Enter leaves it open\): (?!.*\u001b\[0?J).*\r\n/,
      'the prompt of a secret is not cleared',
    );
    t.match(text, 'Fill in: teamt5.client_secret.');
    t.ok(existsSync(join(rig.home, '.teamt5rc')));
    t.match(
      readFileSync(join(rig.home, '.teamt5rc'), 'utf8'),
      /url: "https:\/\/asked.example.org"\n[^]* token: "shy-token"\n/,
    );
  },
);

t.test('init writes nothing if it is interrupted at a prompt', inTerminal, async (t) => {
  const rig = await createRig(t);
  const answers = [
    ['opencti.url (', 'https://asked.example.org'],
    ['opencti.token (not shown) (', '\u0004'],
  ] as const;
  const { code, text } = await runInTerminal(rig, ['init'], nothing, answers);
  t.equal(code, 2, text);
  t.match(
    text,
    /\n[\d-]+ [\d:]+ error The input ended before the last question: nothing was written\. [^\n]+\n$/,
  );
  t.notOk(existsSync(join(rig.home, '.teamt5rc')));
});

t.test('init reports that Ctrl-C leaves nothing written', inTerminal, async (t) => {
  const rig = await createRig(t);
  const { code, text } = await runInTerminal(rig, ['init'], nothing, [['opencti.url (', '\u0003']]);
  t.equal(code, 130, text);
  t.match(text, 'warn  interrupted: nothing was written\n');
  t.notOk(existsSync(join(rig.home, '.teamt5rc')));
});

t.test('init --output accepts a file, not a directory', async (t) => {
  const rig = await createRig(t);
  for (const args of [['.'], ['.', '--force']]) {
    const run = await rig.call(['init', '--output', ...args]);
    t.equal(run.code, 2);
    t.match(run.stderr, `error ${rig.home} is a directory. Give the path of a file`);
  }
});

t.test('init reads several pasted lines one per prompt, and shows no secret', inTerminal, async (t) => {
  const rig = await createRig(t);
  const pasted = [
    'http://127.0.0.1:9',
    'pasted-token',
    'not-a-uuid',
    rig.connectorId,
    'pasted-client',
    'pasted-key',
    'amber',
    '',
  ].join('\r');
  const { code, text } = await runInTerminal(
    rig,
    ['init'],
    { ...nothing, TEAMT5_API_BASE_URL: 'http://127.0.0.1:9' },
    [['opencti.url (', pasted]],
  );
  t.equal(code, 0, text);
  t.match(text, /OpenCTI {7}not reachable.*\n/);
  t.match(text, `Next: teamt5-opencti auth --config ${join(rig.home, '.teamt5rc')}\n`);
  t.notMatch(text, /pasted-(?:token|key)/);
  t.match(text, 'Give a UUID');
  t.notMatch(text, 'Fill in');
  const file = readFileSync(join(rig.home, '.teamt5rc'), 'utf8');
  for (const line of [
    'url: "http://127.0.0.1:9"',
    'token: "pasted-token"',
    `id: "${rig.connectorId}"`,
    'client_id: "pasted-client"',
    'client_secret: "pasted-key"',
  ]) {
    t.match(file, line);
  }
});
