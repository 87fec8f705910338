import t from 'tap';

import { environmentHelp } from '../../src/config/index.js';
import { createLocalRig } from '../tools/local-rig.js';
import { helpTexts } from './help-texts.js';

t.test('prints the full help of every command in 80 columns', async (t) => {
  const rig = await createLocalRig(t);
  for (const [command, text] of Object.entries(helpTexts)) {
    const words = command === '' ? [] : command.split(' ');
    const run = await rig.call([...words, '--help']);
    t.equal(run.code, 0, command);
    t.equal(run.stderr, '', command);
    t.equal(run.stdout, text, command);
    t.notOk(
      text.split('\n').some((line) => line.length > 80 && !line.startsWith('  $ ')),
      command,
    );
    const examples = [...text.matchAll(/^ {2}\$ teamt5-opencti /gm)];
    t.equal(examples.length, 2, `${command} has two examples`);
    const headings = [...text.matchAll(/^(?:Options|Arguments|Global Options)/gm)].map(
      ([heading]) => heading,
    );
    if (command !== '') t.equal(headings.at(-1), 'Global Options', command);
  }
});

t.test('`help <command>` prints the same as `<command> --help`', async (t) => {
  const rig = await createLocalRig(t);
  for (const args of [
    ['help', 'reports', 'show'],
    ['reports', 'help', 'show'],
  ]) {
    const run = await rig.call(args);
    t.equal(run.code, 0);
    t.equal(run.stdout, helpTexts['reports show']);
  }
  t.equal((await rig.call(['help'])).stdout, helpTexts['']);
});

t.test('config --help ends with all environment variables of the option table', async (t) => {
  const rig = await createLocalRig(t);
  const { stdout } = await rig.call(['config', '--help']);
  t.ok(
    stdout.endsWith(
      `\nEnvironment variables (in a file: the keys that \`config\` shows):\n${environmentHelp()}\n`,
    ),
  );
});

t.test('explains the first three steps without a command', async (t) => {
  const rig = await createLocalRig(t);
  const run = await rig.call([]);
  t.equal(run.code, 0);
  t.equal(
    run.stdout,
    `teamt5-opencti imports TeamT5 ThreatVision reports and indicator bundles into
OpenCTI; repeats update, never duplicate. Three steps to a running connector:

  1. teamt5-opencti init    writes .teamt5rc and asks for the two accounts
                            (or set variables: teamt5-opencti config --help)
  2. teamt5-opencti auth    checks both accounts and reports what is missing
  3. teamt5-opencti sync    delivers what is new. In a crontab, for every hour:
                            7 * * * *  teamt5-opencti sync

teamt5-opencti --help lists all commands. Each command has its own --help with
examples.
`,
  );
});
