import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { load, loaded, refused } from './load.js';

const named = (name: string) => `connector: {name: "${name}"}\n`;
const namedJson = (name: string) => JSON.stringify({ connector: { name } });

t.test('reads the first file of a directory, in the order of the names', async (t) => {
  const files = {
    '.teamt5rc': named('rc'),
    '.teamt5rc.json': namedJson('rc.json'),
    '.teamt5rc.yaml': named('rc.yaml'),
    '.teamt5rc.yml': named('rc.yml'),
    'teamt5.config.json': namedJson('config.json'),
  };
  const entries = Object.entries(files);
  for (const [index] of entries.entries()) {
    const directory = t.testdir(Object.fromEntries(entries.slice(index)));
    const { config, file } = await loaded(directory);
    t.equal(file, join(directory, entries[index]?.[0] ?? ''));
    t.equal(`.teamt5${config.connector.name}`.replace('.teamt5config', 'teamt5.config'), entries[index]?.[0]);
  }
});

t.test('searches from the working directory up to the home directory', async (t) => {
  const root = t.testdir({
    '.teamt5rc': named('above home'),
    home: { project: { deep: {} }, '.teamt5rc': named('home') },
  });
  const home = join(root, 'home');
  const cwd = join(home, 'project', 'deep');
  t.equal((await loaded(cwd, { home })).config.connector.name, 'home');
  await writeFile(join(home, 'project', '.teamt5rc'), named('project'));
  t.equal((await loaded(cwd, { home })).config.connector.name, 'project');
  t.equal(
    (await loaded(join(home, 'project', 'deep'), { home: join(home, 'project', 'deep') })).file,
    undefined,
  );
});

t.test("searches the user's configuration directory and then the system's", async (t) => {
  const root = t.testdir({
    home: { work: {}, '.config': { teamt5: { '.teamt5rc': named('default user directory') } } },
    xdg: { teamt5: { 'teamt5.config.json': namedJson('xdg') } },
    etc: { '.teamt5rc.yaml': named('system') },
  });
  const home = join(root, 'home');
  const places = { cwd: join(home, 'work'), home, systemDirectory: join(root, 'etc') };
  const name = async (env: Record<string, string>) =>
    (await loaded(root, { ...places, env })).config.connector.name;
  t.equal(await name({ XDG_CONFIG_HOME: join(root, 'xdg') }), 'xdg');
  t.equal(await name({ XDG_CONFIG_HOME: join(root, 'empty') }), 'system');
  t.equal(await name({}), 'default user directory');
  t.equal(
    await name({ XDG_CONFIG_HOME: 'relative' }),
    'default user directory',
    'XDG: a relative path is ignored',
  );
});

t.test('reads the file that --config names, relative to the working directory', async (t) => {
  const directory = t.testdir({
    '.teamt5rc': named('searched'),
    sub: { 'my.yml': named('named'), 'my.json': namedJson('json') },
  });
  t.equal((await loaded(directory, { configFile: 'sub/my.yml' })).config.connector.name, 'named');
  t.equal(
    (await loaded(directory, { configFile: join(directory, 'sub', 'my.json') })).config.connector.name,
    'json',
  );
  const { problems } = await refused(directory, { configFile: 'missing.yml' });
  t.strictSame(problems, [
    { key: '--config', where: join(directory, 'missing.yml'), expected: 'a readable file (ENOENT)' },
  ]);
});

t.test('resolves paths against the directory of the file, and ~ to the home directory', async (t) => {
  const directory = t.testdir({
    sub: {
      'my.yml': 'state: {dir: ../state}\nopencti: {ca_certificates: ca.pem}\n',
      'ca.pem': '-----BEGIN CERTIFICATE-----\nAA\n',
    },
  });
  const { config } = await loaded(directory, { configFile: 'sub/my.yml' });
  t.equal(config.state.dir, join(directory, 'state'));
  t.equal(config.opencti.caCertificates, '-----BEGIN CERTIFICATE-----\nAA');
  const fromEnvironment = await loaded(directory, {
    env: { TEAMT5_STATE_DIR: '~/state' },
    home: '/home/someone',
  });
  t.equal(fromEnvironment.config.state.dir, '/home/someone/state');
});

t.test(
  'rejects a missing file and a file without certificates, and accepts \\n as a line break',
  async (t) => {
    const directory = t.testdir({ 'key.pem': '-----BEGIN PRIVATE KEY-----\nhush\n' });
    const ca = (value: string) => load(directory, { env: { HTTPS_CA_CERTIFICATES: value } });
    const missing = await ca('nowhere.pem');
    t.match(missing, {
      ok: false,
      failure: { problems: [{ where: 'HTTPS_CA_CERTIFICATES', expected: /ENOENT/ }] },
    });
    const key = await ca('key.pem');
    t.match(key, { ok: false, failure: { problems: [{ expected: /it contains none/ }] } });
    t.notMatch(JSON.stringify(key), /hush/);
    const line = await ca('-----BEGIN CERTIFICATE-----\\nAA\\n-----END CERTIFICATE-----');
    t.match(line, {
      ok: true,
      value: { config: { opencti: { caCertificates: 'CERTIFICATE-----\nAA\n-----END' } } },
    });
  },
);

t.test('rejects invalid JSON and YAML with the line of the error, without quoting the file', async (t) => {
  for (const [name, content, expected] of [
    [
      '.teamt5rc.json',
      '{\n "opencti": {\n "token": "hush-hush" x}}',
      /^valid JSON \(the error is near line 3\)$/,
    ],
    ['.teamt5rc.json', 'hush-hush', /^valid JSON/],
    ['.teamt5rc', 'opencti:\n  token: *hush-hush\n', /^valid YAML \(the error is near line 2;.*quotes\)$/],
    ['.teamt5rc', 'opencti:\n  token: !hush-hush x\n', /^valid YAML/],
    ['.teamt5rc', 'opencti: {url: a}\nopencti: {token: hush-hush}', /^valid YAML/],
  ] as const) {
    const failure = await refused(t.testdir({ [name]: content }));
    t.match(failure.problems, [{ key: 'file', expected }], content);
    t.notMatch(JSON.stringify(failure), /hush/, content);
  }
});

t.test('accepts an empty file, a byte order mark and tabs in JSON', async (t) => {
  t.equal((await loaded(t.testdir({ '.teamt5rc': '' }))).config.http.concurrency, 8);
  t.equal((await loaded(t.testdir({ '.teamt5rc': '# nothing\n' }))).config.http.concurrency, 8);
  const json = '\uFEFF{\n\t"http": {\n\t\t"concurrency": 2\n\t}\n}\n';
  for (const name of ['.teamt5rc', '.teamt5rc.json']) {
    t.equal((await loaded(t.testdir({ [name]: json }))).config.http.concurrency, 2, name);
  }
});

t.test('executes no file that it finds', async (t) => {
  const trap =
    "require('node:fs').writeFileSync(__dirname + '/executed', ''); module.exports = {http: {concurrency: 3}}";
  const esmTrap = `import { writeFileSync } from 'node:fs'; writeFileSync(new URL('executed', import.meta.url), ''); export default {http: {concurrency: 3}}`;
  const traps = Object.fromEntries(
    [
      '.teamt5rc.js',
      '.teamt5rc.cjs',
      '.teamt5rc.ts',
      'teamt5.config.js',
      'teamt5.config.cjs',
      'config.cjs',
      'config.js',
    ].map((name) => [name, trap]),
  );
  const directory = t.testdir({
    ...traps,
    '.teamt5rc.mjs': esmTrap,
    'teamt5.config.mjs': esmTrap,
    '.config': { ...traps, 'config.mjs': esmTrap, teamt5: traps },
    'package.json': JSON.stringify({
      teamt5: { http: { concurrency: 3 } },
      cosmiconfig: { searchPlaces: ['.teamt5rc.js'] },
    }),
    'package.yaml': 'teamt5: {http: {concurrency: 3}}\n',
    sub: { '.teamt5rc': 'sync: {lookback: P1D}\n' },
  });
  const executed = () =>
    ['', '.config', '.config/teamt5'].some((place) => existsSync(join(directory, place, 'executed')));
  t.equal((await loaded(directory)).config.http.concurrency, 8, 'no file to read');
  const { config } = await loaded(join(directory, 'sub'), { home: directory });
  t.equal(config.sync.lookbackMs, 86_400_000, 'a file to read, with traps above');
  t.equal(config.http.concurrency, 8);
  await refused(directory, { configFile: '.teamt5rc.js' });
  await refused(directory, { configFile: '.teamt5rc.mjs' });
  t.notOk(executed());
});

t.test('loads the parsers of JSON and YAML only if there is a file', (t) => {
  const directory = t.testdir({ with: { '.teamt5rc': 'http: {concurrency: 2}' }, without: {} });
  const program = `
    const loaders = () => Object.keys(require.cache).some((file) => file.includes('cosmiconfig'));
    import(process.argv[1]).then(async ({ loadConfig }) => {
      const load = (cwd) => loadConfig({ flags: {}, env: {}, cwd, home: cwd, systemDirectory: cwd });
      await load(process.argv[2]);
      const before = loaders();
      await load(process.argv[3]);
      console.log(before, loaders());
    });`;
  const configModule = new URL('../../src/config/index.js', import.meta.url).href;
  const run = spawnSync(
    process.execPath,
    ['-e', program, configModule, join(directory, 'without'), join(directory, 'with')],
    { encoding: 'utf8' },
  );
  t.equal(run.stdout.trim(), 'false true', run.stderr);
  t.end();
});

t.test(
  'checks owner and mode of the file',
  { skip: process.getuid === undefined && 'no user ids on this system' },
  async (t) => {
    const directory = t.testdir({ '.teamt5rc': 'opencti: {token: some-token}\n' });
    const file = join(directory, '.teamt5rc');
    for (const [mode, expected] of [
      [0o600, []],
      [0o640, []],
      [0o644, [/contains secrets and can be read by every user \(mode 0644\); run: chmod 600 /]],
    ] as const) {
      await chmod(file, mode);
      const { notices } = await loaded(directory);
      t.match(
        notices.map(({ message }) => message),
        expected,
        mode.toString(8),
      );
      t.equal(notices.length, expected.length);
    }
    for (const mode of [0o666, 0o664, 0o602]) {
      await chmod(file, mode);
      for (const options of [{}, { configFile: file }]) {
        const { problems } = await refused(directory, options);
        t.match(problems, [{ where: file, expected: /only its owner can change \(mode 06.*chmod go-w / }]);
      }
    }
    await writeFile(file, 'http: {concurrency: 2}\n');
    await chmod(file, 0o644);
    t.strictSame((await loaded(directory)).notices, [], 'a file without secrets');

    // Only root can change the owner; to other users of the tests, the directory is foreign, too.
    const isRoot = process.getuid?.() === 0;
    const stranger = isRoot ? {} : { userId: 4242 };
    if (isRoot) {
      t.ok((await load(directory, { userId: 4242 })).ok, "the administrator's file is trusted");
      await chown(file, 4242, 4242);
      const { problems } = await refused(directory);
      const expected = /belongs to user 4242\); if you trust it, name it: --config /;
      t.match(problems, [{ where: file, expected }]);
    } else {
      const { notices } = await loaded(directory, stranger);
      t.match(notices, [{ message: /is not used, because .* belongs to another user .*--config / }]);
    }
    t.ok((await load(directory, { ...stranger, configFile: file })).ok, 'a named file is trusted');
  },
);
