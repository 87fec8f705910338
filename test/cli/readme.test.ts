import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { binaryPath } from '../tools/binary.js';
import { projectRoot } from '../tools/paths.js';

const configuration = readFileSync(join(projectRoot, 'docs/configuration.md'), 'utf8');

/** Comments mark the blocks; the rendered page does not show them. */
function blockAfter(mark: string, page: string): string {
  const block = new RegExp(`<!-- ${mark} -->\\s+\`\`\`\\w*\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (block === undefined) throw new Error(`no block after ${mark}`);
  return block;
}

const environment = blockAfter('environment', configuration).replace(
  'CONNECTOR_ID=ChangeMe',
  'CONNECTOR_ID=6f1d8f2e-6c1b-4d56-9d3e-1f0a5a0b7c21',
);

t.test('the environment file of docs/configuration.md configures a program that a shell starts', (t) => {
  const directory = t.testdir({ environment: environment.replaceAll('=ChangeMe', "='a#b$c;d'") });
  const script = 'set -a; . ./environment; set +a; exec "$0" "$1" config --json';
  const shown: unknown = JSON.parse(
    execFileSync('sh', ['-c', script, process.execPath, binaryPath], {
      cwd: directory,
      env: { HOME: directory },
      encoding: 'utf8',
    }),
  );
  const origin = (name: string) => ({ source: 'environment', name });
  t.match(shown, {
    options: [
      { key: 'opencti.url', value: 'https://opencti.example.org/', origin: origin('OPENCTI_URL') },
      { key: 'opencti.token', value: '***', origin: origin('OPENCTI_TOKEN') },
    ],
  });
  t.match(JSON.stringify(shown), /TEAMT5_CLIENT_SECRET/);
  t.end();
});

t.test(
  'systemd reads the environment file too: each line is a comment or one assignment (systemd.exec, EnvironmentFile=)',
  (t) => {
    for (const line of environment.trim().split('\n')) t.match(line, /^(?:#.*|[A-Z\d_]+=\S+)$/);
    t.end();
  },
);
