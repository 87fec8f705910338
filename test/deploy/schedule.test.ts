/** `schedule` of the image, with a program that records its calls. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import t, { type Test } from 'tap';

import { until } from '../sync/pushed.js';
import { projectRoot } from '../tools/paths.js';

const script = join(projectRoot, 'deploy', 'docker', 'schedule');
const firstCall = 'sync --if-due --max-duration PT50M\n';

/** Its session is not that of the script: Ctrl-C on a terminal reaches a whole session. Ends with the code; without one, with the first SIGTERM, which takes it a moment. */
const program = `#!/bin/sh
trap 'sleep 0.2; echo ended >> "$CALLS"; exit 143' TERM
trap '' INT
[ "$(cut -d ' ' -f 6 /proc/$$/stat)" = $$ ] || echo 'not the leader of a session' >> "$CALLS"
echo "$*" >> "$CALLS"
[ -z "$CODE" ] || exit "$CODE"
while :; do sleep 0.01; done
`;

function start(t: Test, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const folder = t.testdir({ 'teamt5-opencti': program });
  chmodSync(join(folder, 'teamt5-opencti'), 0o755);
  const calls = join(folder, 'calls');
  const child = spawn(script, args, {
    env: { PATH: `${folder}:${process.env.PATH ?? ''}`, CALLS: calls, SCHEDULE_SECONDS: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return {
    child,
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : ''),
    stderr: () => stderr,
    ended: new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code))),
  };
}

t.test('a failed run is one line, does not end the schedule, and doubles the pause', async (t) => {
  const { child, calls, stderr, ended } = start(t, { CODE: '5' });
  await until(() => stderr().split('\n').length > 2);
  child.kill('SIGTERM');
  t.equal(await ended, 0);
  t.match(
    stderr(),
    /^schedule: sync ended with exit code 5; next check in 2 s\nschedule: sync ended with exit code 5; next check in [45] s\n$/,
  );
  t.equal(calls(), firstCall.repeat(2));
});

for (const code of [6, 7]) {
  t.test(`a run that ends with ${code} does not lengthen the pause`, async (t) => {
    const { child, stderr, ended } = start(t, { CODE: String(code) });
    await until(() => stderr().split('\n').length > 2);
    child.kill('SIGTERM');
    t.equal(await ended, 0);
    t.equal(stderr(), `schedule: sync ended with exit code ${code}; next check in 1 s\n`.repeat(2));
  });
}

t.test('a run without a failure prints nothing, and arguments are passed on', async (t) => {
  const { child, calls, stderr, ended } = start(t, { CODE: '0' }, ['--only', 'reports']);
  await until(() => calls().split('\n').length > 2);
  child.kill('SIGTERM');
  t.equal(await ended, 0);
  t.equal(stderr(), '');
  t.equal(calls(), 'sync --if-due --max-duration PT50M --only reports\n'.repeat(2));
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`${signal} between two runs ends a long pause`, async (t) => {
    const { child, stderr, ended } = start(t, { CODE: '1', SCHEDULE_SECONDS: '9999' });
    await until(() => stderr() !== '');
    child.kill(signal);
    t.equal(await ended, 0);
  });

  t.test(`${signal} during a run is passed on once, and the run is awaited`, async (t) => {
    const { child, calls, stderr, ended } = start(t, { CODE: '' });
    await until(() => calls() !== '');
    child.kill(signal);
    t.equal(await ended, 0);
    t.equal(calls(), `${firstCall}ended\n`);
    t.equal(stderr(), '');
  });
}

t.test('SCHEDULE_SECONDS that is no whole number is refused', (t) => {
  for (const value of ['0', '1.5', '-1', 'PT1M', '123456']) {
    const { status, stderr } = spawnSync(script, { env: { SCHEDULE_SECONDS: value }, encoding: 'utf8' });
    t.equal(status, 2, value);
    t.equal(stderr, `schedule: SCHEDULE_SECONDS is "${value}"; set a whole number from 1 to 99999\n`);
  }
  t.end();
});
