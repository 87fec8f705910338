import { join } from 'node:path';
import t from 'tap';

import { load, loaded, refused } from './load.js';

t.test('reports a missing home directory', async (t) => {
  const { problems } = await refused(t.testdir({ '.teamt5rc': 'http: {concurrency: 2}\n' }), {
    home: undefined,
  });
  t.strictSame(problems, [
    {
      key: 'HOME',
      where: 'environment',
      expected: 'the path of a home directory, because the system has none for this user: set HOME',
    },
  ]);
});

t.test('skips a deleted working directory in the search, and says so if no file is found', async (t) => {
  const home = t.testdir({ '.config': { teamt5: { '.teamt5rc': 'http: {concurrency: 2}\n' } } });
  const found = await loaded(home, { cwd: undefined });
  t.equal(found.file, join(home, '.config', 'teamt5', '.teamt5rc'));
  t.equal(found.config.http.concurrency, 2);
  t.strictSame(found.notices, []);
  const none = await loaded(t.testdir(), { cwd: undefined });
  t.equal(none.file, undefined);
  t.strictSame(none.notices, [
    {
      level: 'warn',
      message: 'The working directory does not exist; it was not searched for a configuration file.',
    },
  ]);
});

t.test('rejects relative paths without a working directory, and accepts absolute ones', async (t) => {
  const directory = t.testdir({ token: 'abc', 'my.yml': 'state: {dir: state}\n' });
  const { problems } = await refused(directory, {
    cwd: undefined,
    configFile: 'my.yml',
    env: { OPENCTI_TOKEN_FILE: 'token', TEAMT5_STATE_DIR: 'state', HTTPS_CA_CERTIFICATES: 'ca.pem' },
  });
  t.strictSame(
    problems.map(({ key, where }) => [key, where]),
    [
      ['--config', 'my.yml'],
      ['opencti.token', 'OPENCTI_TOKEN_FILE'],
      ['opencti.ca_certificates', 'HTTPS_CA_CERTIFICATES'],
      ['state.dir', 'TEAMT5_STATE_DIR'],
    ],
  );
  const reasons = problems.filter(({ expected }) =>
    expected.includes('the working directory does not exist'),
  );
  t.equal(reasons.length, 4);
  const absolute = await load(directory, {
    cwd: undefined,
    configFile: join(directory, 'my.yml'),
    env: { OPENCTI_TOKEN_FILE: join(directory, 'token') },
  });
  t.match(absolute, {
    ok: true,
    value: { config: { state: { dir: join(directory, 'state') }, opencti: { token: 'abc' } } },
  });
});
