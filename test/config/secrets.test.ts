import { join } from 'node:path';
import t from 'tap';
import {
  optionList,
  requireForPush,
  requireForThreatVision,
  threatVisionCredentials,
} from '../../src/config/index.js';
import { loaded, refused } from './load.js';

t.test('reads every secret from the file that <NAME>_FILE names', async (t) => {
  const secrets = optionList.filter(({ secret }) => secret);
  t.strictSame(
    secrets.map(({ env }) => env),
    [
      'OPENCTI_TOKEN',
      'OPENCTI_CUSTOM_HEADERS',
      'TEAMT5_CLIENT_ID',
      'TEAMT5_CLIENT_SECRET',
      'TEAMT5_API_KEY',
      'TEAMT5_PING_URL',
    ],
  );
  const pingUrl = 'https://monitoring.example/TEAMT5_PING_URL-value';
  const directory = t.testdir({
    ...Object.fromEntries(secrets.map(({ env }) => [env, `X-Key:${env}-value\n`])),
    TEAMT5_PING_URL: `${pingUrl}\n`,
    '.teamt5rc': 'opencti: {token: from-file}\n',
  });
  const env = Object.fromEntries(
    secrets.map(({ env }, index) => [`${env}_FILE`, index === 0 ? env : join(directory, env)]),
  );
  const { config, origins, secrets: known } = await loaded(directory, { env });
  t.equal(
    config.opencti.token,
    'X-Key:OPENCTI_TOKEN-value',
    'resolves a relative path and trims the line break',
  );
  t.strictSame(threatVisionCredentials(config), {
    type: 'oauth',
    clientId: 'X-Key:TEAMT5_CLIENT_ID-value',
    clientSecret: 'X-Key:TEAMT5_CLIENT_SECRET-value',
  });
  t.strictSame(config.opencti.customHeaders, { 'X-Key': 'OPENCTI_CUSTOM_HEADERS-value' });
  t.equal(config.sync.pingUrl?.href, pingUrl);
  t.strictSame(origins.get('opencti.token'), { source: 'environment', name: 'OPENCTI_TOKEN_FILE' });
  t.strictSame([...known].sort(), [
    'OPENCTI_CUSTOM_HEADERS-value',
    'TEAMT5_PING_URL-value',
    ...['OPENCTI_TOKEN', 'TEAMT5_API_KEY', 'TEAMT5_CLIENT_ID', 'TEAMT5_CLIENT_SECRET'].map(
      (name) => `X-Key:${name}-value`,
    ),
    pingUrl,
  ]);
});

t.test('rejects a secret that is set twice, and an unreadable or empty secret file', async (t) => {
  const directory = t.testdir({ empty: '\n', good: 'abc' });
  const env = {
    OPENCTI_TOKEN: 'abcd',
    OPENCTI_TOKEN_FILE: 'good',
    TEAMT5_CLIENT_ID_FILE: 'missing',
    TEAMT5_CLIENT_SECRET: 'abcd',
    TEAMT5_API_KEY_FILE: 'empty',
  };
  const { problems } = await refused(directory, { env });
  t.match(problems, [
    {
      key: 'opencti.token',
      where: 'OPENCTI_TOKEN, OPENCTI_TOKEN_FILE',
      expected: 'one of the two variables, not both',
    },
    { key: 'teamt5.client_id', where: 'TEAMT5_CLIENT_ID_FILE', received: '"missing"', expected: /ENOENT/ },
    { key: 'teamt5.api_key', where: 'TEAMT5_API_KEY_FILE', expected: /it is empty/ },
  ]);
  t.equal(problems.length, 3);
  t.ok(
    (await loaded(directory, { env: { OPENCTI_TOKEN: '', OPENCTI_TOKEN_FILE: 'good' } })).config.opencti
      .token,
  );
});

t.test('requires client id and secret together, and warns of the deprecated API key', async (t) => {
  const oauth = { TEAMT5_CLIENT_ID: 'id-1', TEAMT5_CLIENT_SECRET: 'secret-1' };
  for (const [env, missing] of [
    [{ TEAMT5_CLIENT_ID: 'id-1' }, 'teamt5.client_secret'],
    [{ TEAMT5_CLIENT_SECRET: 'secret-1', TEAMT5_API_KEY: 'key-1' }, 'teamt5.client_id'],
  ] as const) {
    const { problems } = await refused(t.testdir(), { env });
    t.match(problems, [{ key: missing, expected: /TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET/ }]);
  }
  const key = await loaded(t.testdir(), { env: { TEAMT5_API_KEY: 'key-1' } });
  t.strictSame(threatVisionCredentials(key.config), { type: 'api-key', apiKey: 'key-1' });
  t.match(key.notices, [{ level: 'warn', message: /deprecated/ }]);
  const both = await loaded(t.testdir(), { env: { ...oauth, TEAMT5_API_KEY: 'key-1' } });
  t.equal(threatVisionCredentials(both.config)?.type, 'oauth');
  t.match(both.notices, [{ level: 'debug', message: /not used/ }]);
  t.notMatch(JSON.stringify([key.notices, both.notices]), /key-1|secret-1/);
});

t.test('rejects plain http with credentials outside a private network', async (t) => {
  const threatVision = (url: string) => ({
    TEAMT5_API_BASE_URL: url,
    TEAMT5_CLIENT_ID: 'id-1',
    TEAMT5_CLIENT_SECRET: 's-1',
  });
  const local = [
    ...[
      'http://localhost:8080',
      'http://127.0.0.1:1',
      'http://[::1]:1',
      'http://10.1.2.3',
      'http://172.31.0.1',
    ],
    ...[
      'http://192.168.1.1',
      'http://[fd00::1]',
      'http://threatvision:80',
      'http://tv.internal',
      'https://8.8.8.8',
    ],
  ];
  for (const url of local) t.ok(await loaded(t.testdir(), { env: threatVision(url) }), url);
  const open = [
    'http://api.example.org',
    'http://8.8.8.8',
    'http://172.32.0.1',
    'http://[2001:db8::1]',
    'http://10.example.org',
  ];
  for (const url of open) {
    const { problems } = await refused(t.testdir(), { env: threatVision(url) });
    t.match(problems, [{ key: 'teamt5.api_base_url', received: url, expected: /^https/ }], url);
  }
  t.ok(
    await loaded(t.testdir(), { env: { TEAMT5_API_BASE_URL: 'http://api.example.org' } }),
    'accepted without credentials',
  );
  const openCti = await loaded(t.testdir(), { env: { OPENCTI_URL: 'http://opencti.example.org' } });
  t.match(openCti.notices, [{ level: 'warn', message: /^opencti\.url \(OPENCTI_URL\) is plain http/ }]);
  t.strictSame((await loaded(t.testdir(), { env: { OPENCTI_URL: 'http://opencti:8080' } })).notices, []);
});

t.test('names each missing option with its variable', async (t) => {
  const nothing = (await loaded(t.testdir())).config;
  t.strictSame(requireForPush(nothing), {
    ok: false,
    failure: {
      reason: 'config-missing',
      purpose: 'push',
      missing: [
        { key: 'opencti.url', env: 'OPENCTI_URL' },
        { key: 'opencti.token', env: 'OPENCTI_TOKEN' },
        { key: 'connector.id', env: 'CONNECTOR_ID' },
      ],
    },
  });
  t.strictSame(requireForThreatVision(nothing), {
    ok: false,
    failure: {
      reason: 'config-missing',
      purpose: 'threatvision',
      missing: [
        { key: 'teamt5.client_id', env: 'TEAMT5_CLIENT_ID' },
        { key: 'teamt5.client_secret', env: 'TEAMT5_CLIENT_SECRET' },
      ],
    },
  });
  const env = { OPENCTI_URL: 'https://o.test', OPENCTI_TOKEN: 'token-1', TEAMT5_API_KEY: 'key-1' };
  const some = (await loaded(t.testdir(), { env })).config;
  t.match(requireForPush(some), { failure: { missing: [{ key: 'connector.id', env: 'CONNECTOR_ID' }] } });
  t.match(requireForThreatVision(some), { ok: true, value: { credentials: { type: 'api-key' } } });
  const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  const all = (await loaded(t.testdir(), { env: { ...env, CONNECTOR_ID: id } })).config;
  t.match(requireForPush(all), {
    ok: true,
    value: { url: new URL('https://o.test'), token: 'token-1', connectorId: id },
  });
});
