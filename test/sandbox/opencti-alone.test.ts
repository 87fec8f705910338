import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';

t.test('the stand-alone server applies the version and token of its command line', async (t) => {
  const file = fileURLToPath(new URL('./opencti.js', import.meta.url));
  const child = spawn(process.execPath, [file, '--port', '0', '--version', '6.5.7', '--token', 'demo'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill());
  const [line] = (await once(createInterface(child.stdout), 'line')).map(String);
  const url = /http:\S+/.exec(line ?? '')?.[0] ?? '';
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer demo' },
    body: '{"query":"{ about { version } }"}',
  });
  t.strictSame(await response.json(), { data: { about: { version: '6.5.7' } } });
});

t.test('the stand-alone servers print their options with --help', (t) => {
  for (const name of ['opencti', 'threatvision']) {
    const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
    const run = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' });
    t.equal(run.status, 0, run.stderr);
    t.match(run.stdout, /^Stand-in of .*\n\n {2}--port <n> /);
  }
  t.end();
});
