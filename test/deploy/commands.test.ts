/** The commands of deploy/ and docs/operations.md#scheduling, as cron, systemd and a shell execute them. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import t from 'tap';

import { binaryPath } from '../tools/binary.js';
import { projectRoot } from '../tools/paths.js';
import { createRig, type Rig, type Teardown } from '../tools/rig.js';

const read = (...path: readonly string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const withoutContinuations = (text: string): string => text.replaceAll(/\\\n\s*/g, '');

const cronLine =
  /^\S+ \S+ \S+ \S+ \S+\s+teamt5\s+(.*)$/m.exec(read('deploy', 'cron', 'teamt5-opencti'))?.[1] ?? '';
const execStart = (unit: string): string =>
  /^ExecStart=(\S.*)$/m.exec(withoutContinuations(read('deploy', 'systemd', unit)))?.[1] ?? '';
const [withFile = '', withEnvironment = ''] = (
  /<!-- commands -->\n+```sh\n([^]*?)```/.exec(read('docs', 'operations.md'))?.[1] ?? ''
)
  .trim()
  .split('\n');

interface Shown {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine on which the program is installed as docs/operations.md describes it, below a directory of its own. */
interface Machine {
  readonly rig: Rig;
  /** Runs a documented command, with the documented paths below the directory. */
  shell(command: string, env?: Readonly<Record<string, string>>): Promise<Shown>;
}

async function install(t: Teardown, form: 'environment' | 'file'): Promise<Machine> {
  const rig = await createRig(t);
  const etc = join(rig.home, 'etc');
  const bin = join(rig.home, 'bin');
  mkdirSync(etc);
  mkdirSync(bin);
  symlinkSync(binaryPath, join(bin, 'teamt5-opencti'));
  // Executes the command as the present user.
  writeFileSync(
    join(bin, 'sudo'),
    '#!/bin/sh\n[ "$1 $2 $3" = "-H -u teamt5" ] || exit 99\nshift 3\nexec "$@"\n',
  );
  chmodSync(join(bin, 'sudo'), 0o755);
  const { OPENCTI_TOKEN: token = '', TEAMT5_CLIENT_SECRET: secret = '' } = rig.env;
  if (form === 'environment') {
    writeFileSync(join(etc, 'opencti-token'), `${token}\n`, { mode: 0o640 });
    writeFileSync(join(etc, 'threatvision-client-secret'), `${secret}\n`, { mode: 0o640 });
    const environment = read('deploy', 'environment').replaceAll('/etc/teamt5', etc);
    const filled = environment.replaceAll(
      /^([A-Z\d_]+(?<!_FILE))=.*$/gm,
      (_line, name: string) => `${name}=${rig.env[name] ?? ''}`,
    );
    writeFileSync(
      join(etc, 'environment'),
      `${filled}TEAMT5_API_BASE_URL=${rig.threatVision.url}\nTEAMT5_HTTP_RETRY_PERIOD=PT1S\n`,
      { mode: 0o640 },
    );
  } else {
    // Found like /etc/teamt5/.teamt5rc, which a test cannot write.
    mkdirSync(join(rig.home, '.config', 'teamt5'), { recursive: true });
    const file = {
      opencti: { url: rig.openCti.url, token },
      connector: { id: rig.connectorId },
      teamt5: { api_base_url: rig.threatVision.url, client_id: 'demo', client_secret: secret },
    };
    const path = join(rig.home, '.config', 'teamt5', '.teamt5rc');
    writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
  }
  const path = `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`;
  return {
    rig,
    shell: (command, env = {}) =>
      runShell(command.replaceAll('/etc/teamt5', etc), rig.home, { HOME: rig.home, PATH: path, ...env }),
  };
}

/** By `sh`, as cron does. Not synchronously: the sandbox is in this process. */
function runShell(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Shown> {
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}

for (const [form, status] of [
  ['environment', withEnvironment],
  ['file', withFile],
] as const) {
  t.test(
    `cron runs the line of deploy/cron in silence, and a command by hand reads its state (${form})`,
    async (t) => {
      const { shell } = await install(t, form);
      t.match(cronLine, /sync --max-duration PT50M$/);
      t.strictSame(await shell(cronLine), { code: 0, stdout: '', stderr: '' });
      t.match(status, /^cd \/ && sudo /);
      const shown = await shell(status.replace(/ +#.*/, ''));
      t.equal(shown.code, 0, shown.stderr);
      t.match(shown.stdout, /last run/i);
    },
  );
}

/** As systemd: assignments of Environment= and EnvironmentFile=, `%d` as the directory of the credentials. */
function systemdEnvironment(machine: Machine, unit: string): Readonly<Record<string, string>> {
  const [, level = ''] =
    /^Environment=CONNECTOR_LOG_LEVEL=(\w+)$/m.exec(read('deploy', 'systemd', unit)) ?? [];
  const file = join(machine.rig.home, 'etc', 'environment');
  const lines = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const assigned = [...lines.matchAll(/^([A-Z\d_]+)=(.*)$/gm)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  return Object.fromEntries<string>([['CONNECTOR_LOG_LEVEL', level], ...assigned]);
}

t.test('the command of the service reads the credentials and logs at level info', async (t) => {
  const machine = await install(t, 'environment');
  const credentials = join(machine.rig.home, 'credentials');
  mkdirSync(credentials);
  const { OPENCTI_TOKEN: token = '', TEAMT5_CLIENT_SECRET: secret = '' } = machine.rig.env;
  writeFileSync(join(credentials, 'opencti-token'), token, { mode: 0o400 });
  writeFileSync(join(credentials, 'threatvision-client-secret'), secret, { mode: 0o400 });
  const env = systemdEnvironment(machine, 'teamt5-opencti.service');
  const command = execStart('teamt5-opencti.service').replaceAll('%d', credentials);
  const run = await machine.shell(command, env);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, /info {2}Nothing new/);
  const without = await machine.shell(execStart('teamt5-opencti.service').replaceAll('%d', '/none'), env);
  t.equal(without.code, 2, 'the credentials are used, and not the files of the environment file');
});

t.test('the command of the drop-in works with secrets in .teamt5rc', async (t) => {
  const machine = await install(t, 'file');
  const env = systemdEnvironment(machine, 'teamt5-opencti.service');
  const run = await machine.shell(execStart('secrets-in-configuration.conf'), env);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, /info {2}Nothing new/);
});

t.test('systemd reads the environment file, too: each line is a comment or one assignment', (t) => {
  const lines = read('deploy', 'environment').trim().split('\n');
  for (const line of lines) t.match(line, /^(?:#.*|[A-Z\d_]+=\S+)$/);
  t.end();
});
