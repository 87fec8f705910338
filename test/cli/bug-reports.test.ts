import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig } from '../tools/rig.js';

const untimed = (stderr: string): string => stderr.replaceAll(/^[\d-]+ [\d:]+ /gm, '');

t.test('a bug causes one line and exit code 1; its stack needs --log-level debug', async (t) => {
  const rig = await createRig(t);
  const broken = {
    NODE_OPTIONS: '--import "data:text/javascript,process.getuid=()=>{throw new TypeError(\'seeded\')}"',
  };
  const run = await rig.run(['config', '--json'], broken);
  t.equal(run.code, 1, run.stderr);
  t.equal(
    untimed(run.stderr),
    'error bug: seeded. Please report it, with the output of the same command with --log-level debug.\n',
  );
  t.match(run.json(), { error: { reason: 'bug', message: 'bug: seeded' } });
  const debugged = await rig.run(['config', '--log-level', 'debug'], broken);
  t.equal(debugged.code, 1);
  t.match(debugged.stderr, /TypeError: seeded\n\s+at /);
});

t.test('redacts a secret in the message of a bug, before and after the configuration is read', async (t) => {
  const rig = await createRig(t);
  const preload = (code: string): Readonly<Record<string, string>> => ({
    NODE_OPTIONS: `--import "data:text/javascript,${code}"`,
    OPENCTI_TOKEN: '',
  });
  const secret = 'sesame-7f3a';
  const file = join(rig.home, 'token');
  writeFileSync(file, secret);
  const cases = [
    { ...preload(`process.getuid=()=>{throw new TypeError('of ${secret}')}`), OPENCTI_TOKEN: secret },
    {
      ...preload(`process.stdout.write=()=>{throw new TypeError('of ${secret}')}`),
      OPENCTI_TOKEN_FILE: file,
    },
  ];
  for (const env of cases) {
    const run = await rig.run(['config', '--log-level', 'debug'], env);
    t.equal(run.code, 1);
    t.match(run.stderr, 'error bug: of ***. Please report it');
    t.match(run.stderr, /TypeError: of \*\*\*\n\s+at /);
    t.notMatch(run.stderr, secret);
  }
  const json = await rig.run(['config', '--json'], cases[0]);
  t.match(json.json(), { error: { message: 'bug: of ***' } });
});

t.test('exits silently when the reader of stdout closes the pipe', async (t) => {
  const rig = await createRig(t);
  const running = rig.start(['--help']);
  running.process.stdout?.destroy();
  const { stderr } = await running.finished;
  t.equal(stderr, '');
});
