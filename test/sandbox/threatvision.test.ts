import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

const program = fileURLToPath(new URL('./threatvision.js', import.meta.url));

async function start(t: Test, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [program, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill());
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('it ended without a line');
}

t.test(
  'the stand-alone server prints one line with its URL, and applies its options for credentials and content',
  async (t) => {
    const line = await start(
      t,
      '--client-id',
      'me',
      '--client-secret',
      'mine',
      '--content',
      '3',
      '--latency',
      '1',
    );
    t.match(line, /^ThreatVision stand-in: http:\/\/127\.0\.0\.1:\d+$/);
    const url = line.slice(line.indexOf('http'));

    const form = { grant_type: 'client_credentials', client_id: 'me', client_secret: 'mine' };
    const login = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
    const token: unknown = await login.json();
    const bearer =
      typeof token === 'object' && token !== null && 'access_token' in token ? token.access_token : '';
    const list = await fetch(`${url}/api/v2/reports`, {
      headers: { authorization: `Bearer ${String(bearer)}` },
    });
    t.match(await list.json(), {
      success: true,
      reports: [{ alias: 'report-000002' }, { alias: 'report-000001' }, { alias: 'report-000000' }],
    });
    t.match(await (await fetch(`${url}/__sandbox/counters`)).json(), { total: 2 });
  },
);
