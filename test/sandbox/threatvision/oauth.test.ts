import t, { type Test } from 'tap';
import { startThreatVision, type ThreatVisionOptions, type ThreatVisionSandbox } from '../threatvision.js';
import { get, login } from './visitor.js';

async function start(t: Test, options: ThreatVisionOptions): Promise<ThreatVisionSandbox> {
  const server = await startThreatVision(options);
  t.teardown(() => server.close());
  return server;
}
const list = '/api/v2/reports';

t.test('issues a token for valid credentials, and rejects calls without one', async (t) => {
  const server = await start(t, { clientId: 'me', clientSecret: 'mine' });
  t.same(await get(server, list, 'made-up'), {
    status: 401,
    body: { success: false, message: 'Unauthorized' },
  });
  t.equal((await fetch(`${server.url}${list}`)).status, 401, 'no header');

  const right = { client_id: 'me', client_secret: 'mine' };
  t.match(await login(server, { ...right, client_secret: 'other' }), {
    status: 401,
    body: { error: 'invalid_client' },
  });
  t.match(await login(server, { ...right, client_id: 'other' }), { status: 401 });
  t.match(await login(server, { ...right, grant_type: 'password' }), {
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
  t.same(server.issuedTokens, []);

  t.match(await login(server, right), { status: 200, body: { expires_in: 3600, token_type: 'Bearer' } });
  t.match(await get(server, list), { status: 200, body: { success: true } });
});

t.test('requires a form-encoded token request', async (t) => {
  const server = await start(t, {});
  const body = JSON.stringify({ grant_type: 'client_credentials', client_id: 'demo', client_secret: 'demo' });
  const headers = { 'content-type': 'application/json' };
  t.equal((await fetch(`${server.url}/oauth/token`, { method: 'POST', body, headers })).status, 400);
});

t.test('tokens expire at their actual lifetime, independent of the announced one', async (t) => {
  let clock = 1_000_000;
  const server = await start(t, { expiresIn: 600, validFor: 60, now: () => clock });
  t.match(await login(server), { body: { expires_in: 600 } });
  clock += 59_999;
  t.equal((await get(server, list)).status, 200);
  clock += 1;
  t.equal((await get(server, list)).status, 401);
  await login(server);
  t.equal((await get(server, list)).status, 200, 'a new one is accepted');
  t.equal(server.issuedTokens.length, 2);
});

t.test('expires_in can be absent', async (t) => {
  const server = await start(t, { expiresIn: null });
  const { body } = await login(server);
  t.match(body, { access_token: /^tv-/ });
  t.notMatch(body, { expires_in: Number });
});

t.test('a token expires after a number of calls', async (t) => {
  const server = await start(t, { callsPerToken: 2 });
  await login(server);
  const statuses = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await get(server, list)).status);
  t.same(statuses, [200, 200, 401]);
});

t.test('revoking invalidates every token, but not the static key', async (t) => {
  const server = await start(t, { apiKey: 'static-key' });
  await login(server);
  server.revokeTokens();
  t.equal((await get(server, list)).status, 401);
  t.equal((await get(server, list, 'static-key')).status, 200);
});

t.test('downloads require a token', async (t) => {
  const server = await start(t, { content: { reports: [{ alias: 'r', date: 1 }], bundles: [] } });
  for (const format of ['stix', 'pdf']) {
    t.equal((await get(server, `${list}/r.${format}`, 'made-up')).status, 401, format);
  }
});
