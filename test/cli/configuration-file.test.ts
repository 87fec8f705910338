import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { binaryCommand } from '../tools/binary.js';
import { createRig } from '../tools/rig.js';

/** The unit tests of the loader do not cover how it is bundled. */

const empty = {
  OPENCTI_URL: '',
  OPENCTI_TOKEN: '',
  CONNECTOR_ID: '',
  TEAMT5_API_BASE_URL: '',
  TEAMT5_CLIENT_ID: '',
  TEAMT5_CLIENT_SECRET: '',
};

t.test('the next commands read the file that init writes', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  const { OPENCTI_URL = '', OPENCTI_TOKEN = '', TEAMT5_CLIENT_ID = '', TEAMT5_CLIENT_SECRET = '' } = rig.env;
  const secrets = { OPENCTI_TOKEN, TEAMT5_CLIENT_ID, TEAMT5_CLIENT_SECRET };
  const written = await rig.run(['init', '--opencti-url', OPENCTI_URL], { ...empty, ...secrets });
  t.equal(written.code, 0, written.stderr);
  const api = { TEAMT5_API_BASE_URL: rig.threatVision.url };
  const auth = await rig.call(['auth'], { ...empty, ...api });
  t.equal(auth.code, 0, auth.stderr);
  const sync = await rig.call(['sync', '--json'], { ...empty, ...api });
  t.match(sync.json(), { outcome: 'done' });
});

t.test('reads every format of the file', async (t) => {
  const forms = {
    '.teamt5rc': 'teamt5:\n  tlp_level: red\n',
    '.teamt5rc.yaml': 'teamt5:\n  tlp_level: red\n',
    '.teamt5rc.json': '{"teamt5":{"tlp_level":"red"}}',
    'teamt5.config.json': '{"teamt5":{"tlp_level":"red"}}',
  };
  for (const [name, text] of Object.entries(forms)) {
    const rig = await createRig(t);
    writeFileSync(join(rig.home, name), text, { mode: 0o600 });
    const config = await rig.call(['config', '--json']);
    t.equal(config.code, 0, config.stderr);
    t.match(config.stdout, /"key": "teamt5.tlp_level",\s+"env": "TEAMT5_TLP_LEVEL",\s+"value": "red"/, name);
  }
});

t.test("reads the Python connector's config.yml, and reports a misspelled key", async (t) => {
  const rig = await createRig(t);
  const python =
    'opencti:\n  ssl_verify: true\nconnector:\n  log_level: error\nteamt5:\n  tlp_level: green\n';
  writeFileSync(join(rig.home, 'config.yml'), python, { mode: 0o600 });
  t.equal((await rig.call(['config', '--config', 'config.yml'])).code, 0);
  writeFileSync(join(rig.home, '.teamt5rc'), 'teamt5:\n  tlp_levl: green\n', { mode: 0o600 });
  const misspelt = await rig.call(['config']);
  t.equal(misspelt.code, 2);
  t.match(misspelt.stderr, 'tlp_level');
});

t.test('works in a deleted working directory, and rejects relative paths there', async (t) => {
  const rig = await createRig(t);
  const deleted = join(rig.home, 'deleted');
  const run = (args: readonly string[]) => {
    mkdirSync(deleted);
    const command = binaryCommand(args, { ...rig.env, ...empty });
    const script = 'cd "$0" && rmdir "$0" && exec "$@"';
    return spawnSync('/bin/sh', ['-c', script, deleted, ...command], { encoding: 'utf8' });
  };
  const shown = run(['config']);
  t.equal(shown.status, 0, shown.stderr);
  t.match(shown.stderr, 'The working directory does not exist; it was not searched');
  const named = run(['config', '--config', 'my.yml']);
  t.equal(named.status, 2);
  t.match(named.stderr, '--config (my.yml): expected an absolute path, because the working directory');
  const init = run(['init']);
  t.equal(init.status, 2);
  t.match(init.stderr, '.teamt5rc cannot be written: the working directory does not exist.');
});
