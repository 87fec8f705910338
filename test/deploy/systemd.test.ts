/** The units of deploy/systemd. That the program works with them: test/deploy/commands.test.ts. */
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { check, deployFolder, isInstalled } from './programs.js';

const folder = join(deployFolder, 'systemd');
const service = 'teamt5-opencti.service';
const units = [service, 'teamt5-opencti.timer', 'teamt5-opencti-failed.service'];
const dropIns = ['secrets-in-configuration.conf', 'metrics.conf'];
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

t.test('systemd accepts the units without a remark, also with each drop-in', (t) => {
  if (!isInstalled(t, 'systemd-analyze')) {
    t.end();
    return;
  }
  for (const dropIn of [undefined, ...dropIns]) {
    const copy = t.testdir();
    for (const unit of units) cpSync(join(folder, unit), join(copy, unit));
    if (dropIn !== undefined) {
      mkdirSync(join(copy, `${service}.d`));
      cpSync(join(folder, dropIn), join(copy, `${service}.d`, dropIn));
    }
    const paths = units.map((unit) => join(copy, unit));
    t.strictSame(check('systemd-analyze', ['verify', ...paths]), { code: 0, output: '' }, dropIn ?? 'alone');
  }
  t.end();
});

t.test('the exposure of the service is at most 2.0', (t) => {
  if (!isInstalled(t, 'systemd-analyze')) {
    t.end();
    return;
  }
  const args = ['security', '--offline=true', '--no-pager', '--threshold=20', join(folder, service)];
  const { code, output } = check('systemd-analyze', args);
  t.equal(code, 0, output);
  t.match(output, /Overall exposure level for teamt5-opencti\.service: [01]\.\d|: 2\.0/);
  t.end();
});

t.test('the service has the settings that protect secrets and state', (t) => {
  const lines = read(service).split('\n');
  for (const line of [
    'StateDirectory=teamt5-opencti',
    'LoadCredential=opencti-token:/etc/teamt5/opencti-token',
    'LoadCredential=threatvision-client-secret:/etc/teamt5/threatvision-client-secret',
    'UMask=0077',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateTmp=yes',
    'CapabilityBoundingSet=',
    'SystemCallFilter=@system-service',
    'SuccessExitStatus=6 7 143',
  ])
    t.ok(lines.includes(line), line);
  // node compiles at run time.
  t.notMatch(read(service), /^MemoryDenyWriteExecute/m);
  t.end();
});

t.test('a drop-in that replaces the command keeps its options', (t) => {
  const commandOf = (name: string): string =>
    /teamt5-opencti sync .*$/m.exec(read(name).replaceAll('\\\n', ''))?.[0].trim() ?? '';
  const command = commandOf(service);
  t.equal(command, 'teamt5-opencti sync --max-duration PT50M');
  for (const name of dropIns) t.ok(commandOf(name).startsWith(command), name);
  t.end();
});
