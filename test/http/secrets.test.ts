import t from 'tap';
import {
  describeHttpFailure,
  type HttpClientOptions,
  type HttpFailure,
  type HttpRequest,
} from '../../src/http/index.js';
import { clientFor, get, serverFor } from './setup.js';

const secret = 's3cret-token-value';
const clientSecret = 'client/secret+value';

t.test('removes secrets from every kind of failure, also if the response echoes them', async (t) => {
  const failures: HttpFailure[] = [];
  const echo = `you sent Bearer ${secret} and ${encodeURIComponent(clientSecret)} and ${clientSecret}`;
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(1000) }));
  const silent = await serverFor(t);
  const options: Partial<HttpClientOptions> = {
    headers: { 'X-Gate': secret },
    onRetry: ({ failure }) => failures.push(failure),
  };
  const client = clientFor(t, server.url, options);
  const impatient = clientFor(t, silent.url, { ...options, timeouts: { headers: 100 } });
  const form = { method: 'POST', body: `client_secret=${encodeURIComponent(clientSecret)}` } as const;
  const fail = async (more: Partial<HttpRequest> = form, [sender, origin] = [client, server.url]) => {
    const request = { bearer: () => secret, secrets: [clientSecret], ...more };
    const answer = await sender.send(get(`${origin}/a/${secret}?token=${secret}&offset=1`, request));
    if (answer.ok) t.fail('meant to fail');
    else failures.push(answer.failure);
  };

  server.fault({ path: '/a', status: 401, body: echo });
  await fail();
  server.fault({ path: '/a', status: 500, body: echo, times: 9 });
  await fail();
  server.clearFaults();
  server.fault({ path: '/a', status: 302, headers: { location: `https://cdn.example/?token=${secret}` } });
  await fail();
  server.fault({ path: '/a', status: 302, headers: { location: `http://${secret}.example/${secret}` } });
  await fail({});
  silent.fault({ path: '/a', hang: 'headers' });
  await fail({ retry: 'never' }, [impatient, silent.url]);
  server.fault({ path: '/a', reset: true });
  await fail({ retry: 'never' });
  await fail({ maxResponseBytes: 1 });
  await fail({ signal: AbortSignal.abort() });
  await server.close();
  await fail();

  t.strictSame(
    [...new Set(failures.map((failure) => failure.reason))].sort(),
    ['cancelled', 'http-status', 'network', 'redirect-refused', 'timeout', 'too-large'],
    'every kind occurred',
  );
  const printed = JSON.stringify(failures) + failures.map(describeHttpFailure).join('\n');
  for (const value of [secret, clientSecret, encodeURIComponent(clientSecret)]) {
    t.notOk(printed.includes(value), value);
  }
});

t.test('removes a token that was renewed between the start of a request and its retry', async (t) => {
  const server = await serverFor(t, ({ headers }) => ({ status: 503, body: headers.authorization ?? '' }));
  const failures: HttpFailure[] = [];
  const client = clientFor(t, server.url, { onRetry: ({ failure }) => failures.push(failure) });
  let renewals = 0;
  const bearer = () => `renewed-token-${(renewals += 1)}`;
  const response = await client.send(get(`${server.url}/a`, { bearer }));
  if (!response.ok) failures.push(response.failure);
  t.ok(failures.length > 1);
  t.ok(failures.every(({ reason }) => reason === 'http-status'));
  t.match(JSON.stringify(failures), 'Bearer ***', 'the server echoes the token');
  t.notMatch(JSON.stringify(failures), 'renewed-token');
});
