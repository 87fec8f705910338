import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';

t.test('the stand-in runs alone, with its version and token from the command line', async (t) => {
  const file = fileURLToPath(new URL('./opencti.js', import.meta.url));
  const child = spawn(process.execPath, [file, '--port', '0', '--version', '6.5.7', '--token', 'demo'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill());
  const [line] = (await once(createInterface(child.stdout), 'line')).map(String);
  const url = /http:\S+/.exec(line ?? '')?.[0] ?? '';
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer demo' },
    body: '{"query":"{ about { version } }"}',
  });
  t.strictSame(await answer.json(), { data: { about: { version: '6.5.7' } } });
});
