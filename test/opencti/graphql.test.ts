import t, { type Test } from 'tap';
import { startOpenCti, type OpenCtiOptions, type OpenCtiSandbox } from '../sandbox/opencti.js';
import { connect, connectorId, info, platform, reasonOf, value } from './platform.js';

async function start(t: Test, options: OpenCtiOptions = {}): Promise<OpenCtiSandbox> {
  const sandbox = await startOpenCti(options);
  t.teardown(() => sandbox.close());
  return sandbox;
}

const page = { 'content-type': 'text/html' };

t.test('keeps a base path, and removes trailing slashes', async (t) => {
  const sandbox = await start(t, { basePath: '/opencti' });
  for (const url of [sandbox.url, `${sandbox.url}/`, `${sandbox.url}//`]) {
    t.equal(value(await connect(t, url)).version, '7.260817.0', url);
  }
  t.equal(sandbox.count('/graphql'), 3);
});

t.test('no request uses a draft or names a work in its headers', async (t) => {
  const { sandbox, opencti } = await platform(t);
  value(await opencti.ping(connectorId, '{}', info));
  t.ok(sandbox.requests.length >= 3);
  for (const { headers } of sandbox.requests) {
    t.equal(headers['content-type'], 'application/json');
    t.equal(headers['opencti-draft-id'], '');
    t.notOk('opencti-work-id' in headers);
  }
});

t.test('a 404 at another address has a hint to check opencti.url', async (t) => {
  const sandbox = await start(t, { basePath: '/opencti' });
  t.match(
    reasonOf(await connect(t, sandbox.url.replace('/opencti', '/elsewhere'))),
    /^opencti-answer: .*HTTP 404.*check opencti\.url/,
  );
});

t.test('names an HTML page in place of a response by its title', async (t) => {
  const sandbox = await start(t);
  const body = '<!doctype html><html><head><title>Scheduled maintenance</title></head></html>';
  sandbox.fault({ path: '/graphql', status: 200, headers: page, body, times: 4 });
  t.match(
    reasonOf(await connect(t, sandbox.url)),
    /^opencti-answer: .*\/graphql.*"Scheduled maintenance".*check opencti\.url/,
  );
  sandbox.fault({ path: '/graphql', status: 200, body: '{"data":{"about":{}}}' });
  t.match(reasonOf(await connect(t, sandbox.url)), /^opencti-answer: .*\{"data":\{"about":\{\}\}\}/);
  sandbox.fault({ path: '/graphql', status: 200, body: '[1]', times: 4 });
  t.match(reasonOf(await connect(t, sandbox.url)), /^opencti-answer: /);
});

t.test('distinguishes the login of a proxy from a rejected token', async (t) => {
  const sandbox = await start(t);
  for (const status of [401, 403]) {
    sandbox.fault({ path: '/graphql', status, headers: page, body: '<html><title>Sign in</title></html>' });
    t.match(
      reasonOf(await connect(t, sandbox.url)),
      new RegExp(`^opencti-answer: .*HTTP ${status}.*"Sign in".*opencti\\.custom_headers`),
    );
  }
});

t.test('retries a 502 of a proxy, and returns an outage after the retries', async (t) => {
  const sandbox = await start(t);
  sandbox.fault({ path: '/graphql', times: 2, status: 502, headers: page, body: '<html></html>' });
  value(await connect(t, sandbox.url));
  t.equal(sandbox.count('/graphql'), 3);
  sandbox.fault({ path: '/graphql', times: 100, status: 502, headers: page, body: '<html></html>' });
  t.equal(reasonOf(await connect(t, sandbox.url)), 'opencti-http http-status');
});

function graphqlError(code: string, message: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }], data: null });
}

t.test('retries an error of a busy database, and no other error', async (t) => {
  const sandbox = await start(t);
  for (const code of ['LOCK_ERROR', 'DATABASE_ERROR']) {
    const before = sandbox.count('/graphql');
    sandbox.fault({ path: '/graphql', times: 2, status: 200, body: graphqlError(code, 'busy') });
    value(await connect(t, sandbox.url));
    t.equal(sandbox.count('/graphql') - before, 3, code);
  }
  for (const code of ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'INTERNAL_SERVER_ERROR']) {
    const before = sandbox.count('/graphql');
    sandbox.fault({ path: '/graphql', status: 200, body: graphqlError(code, 'no') });
    t.equal(reasonOf(await connect(t, sandbox.url)), `opencti-refused ${code}: no`);
    t.equal(sandbox.count('/graphql') - before, 1, code);
  }
});

t.test('classifies a GraphQL error under any HTTP status', async (t) => {
  const sandbox = await start(t);
  sandbox.fault({
    path: '/graphql',
    status: 400,
    body: graphqlError('BAD_REQUEST', 'Operation batching disabled.'),
  });
  t.equal(
    reasonOf(await connect(t, sandbox.url)),
    'opencti-refused BAD_REQUEST: Operation batching disabled.',
  );
});

t.test('does not retry a rejected body (HTTP 500 with a JSON status)', async (t) => {
  const sandbox = await start(t);
  const body = '{"status":"error","error":"Expected property name"}';
  sandbox.fault({
    path: '/graphql',
    times: 2,
    status: 500,
    headers: { 'content-type': 'application/json' },
    body,
  });
  t.equal(reasonOf(await connect(t, sandbox.url)), 'opencti-http http-status');
  t.equal(sandbox.count('/graphql'), 1);
});

t.test('a wrong token and a user without API access cause the same error, which names both', async (t) => {
  const sandbox = await start(t, { tokens: { weak: { name: 'weak', capabilities: ['KNOWLEDGE'] } } });
  for (const token of ['wrong-secret-token', 'weak']) {
    t.equal(
      reasonOf(await connect(t, sandbox.url, { token })),
      'opencti-credentials: OpenCTI does not accept opencti.token: the token is wrong, or (from OpenCTI 7.260224.0 on) its user lacks APIACCESS_USETOKEN',
    );
  }
});
