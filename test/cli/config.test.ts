import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import stringWidth from 'string-width';
import t from 'tap';

import { configDocument } from '../../src/cli/documents/schemas.js';
import { optionList } from '../../src/config/index.js';
import { createLocalRig } from '../tools/local-rig.js';

const wrong = { CONNECTOR_ID: 'no uuid', TEAMT5_TLP_LEVEL: 'blue', OPENCTI_TOKEN: 'shy-token' };

t.test('config prints an invalid configuration and marks the errors', async (t) => {
  const rig = await createLocalRig(t);
  const run = await rig.call(['config'], wrong);
  t.equal(run.code, 2);
  t.match(run.stderr, /^\S+ \S+ error The configuration is not usable: connector\.id .*; teamt5\.tlp_level /);
  t.match(run.stdout, /^connector\.id {2,}INVALID {2}CONNECTOR_ID: received "no uuid", expected a UUID/m);
  t.match(
    run.stdout,
    /^teamt5\.tlp_level {2,}INVALID {2}TEAMT5_TLP_LEVEL: received "blue", expected one of/m,
  );
  t.match(run.stdout, /^opencti\.token {2,}\*\*\* {2,}\(OPENCTI_TOKEN\)$/m);
  t.match(run.stdout, /^sync\.lookback {2,}P7D {2,}\(default\)$/m);
  t.notMatch(run.stdout + run.stderr, 'shy');

  const json = await rig.call(['config', '--json'], wrong);
  t.equal(json.code, 2);
  t.ok(configDocument.safeParse(json.json()).success);
  const { options, error } = configDocument.parse(json.json());
  t.equal(options.length, optionList.length);
  t.strictSame(
    options.filter(({ problem }) => problem !== undefined).map(({ key }) => key),
    ['connector.id', 'teamt5.tlp_level'],
  );
  t.match(error, { reason: 'config' });
});

t.test('prints a line for an unknown key', async (t) => {
  const rig = await createLocalRig(t);
  writeFileSync(join(rig.home, '.teamt5rc'), '{"opencti": {"urll": "x"}}');
  const run = await rig.call(['config']);
  t.equal(run.code, 2);
  t.match(run.stdout, /^opencti\.urll {2,}INVALID .*did you mean opencti\.url\?$/m);
  t.match(run.stderr, 'did you mean opencti.url? Correct the named values');
});

t.test('config prints at most as many columns as the terminal has', async (t) => {
  const rig = await createLocalRig(t);
  for (const columns of [40, 80, 200]) {
    for (const env of [{}, { TEAMT5_TLP_LEVEL: 'blue' }]) {
      const { stdout } = await rig.call(['config'], env, { columns });
      const lines = stdout.split('\n');
      t.ok(lines.length > optionList.length);
      t.ok(lines.length < 4 * optionList.length, 'readable');
      for (const line of lines) t.ok(stringWidth(line) <= columns, line);
    }
  }
});

t.test('config and status mark needed options that are not set', async (t) => {
  const rig = await createLocalRig(t);
  const lacking = { OPENCTI_TOKEN: '', TEAMT5_CLIENT_ID: '', TEAMT5_CLIENT_SECRET: '' };
  const run = await rig.call(['config'], lacking);
  t.match(run.stdout, /^opencti\.token {2,}- {2}needed, not set$/m);
  t.match(run.stdout, '\nNeeded, not set: teamt5.client_id, teamt5.client_secret, opencti.token.\n');
  t.match(run.stdout, /^No configuration file \(searched: .*\/etc\/teamt5\)\.\n/);
  const missing = ['teamt5.client_id', 'teamt5.client_secret', 'opencti.token'];
  for (const command of ['config', 'status']) {
    t.strictSame((await rig.call([command, '--json'], lacking)).json().missing, missing, command);
    t.strictSame((await rig.call([command, '--json'])).json().missing, [], command);
  }
  t.match(
    (await rig.call(['status'], lacking)).stdout,
    /^Not usable {4}not configured: teamt5\.client_id, teamt5\.client_secret, opencti\.token; /,
  );
});
