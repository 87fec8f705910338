import t from 'tap';
import { describeHttpFailure } from '../../src/http/index.js';
import { needsOpenssl, selfSigned } from './certificate.js';
import { proxyServer } from './proxy-server.js';
import { muteServer } from './mute-server.js';
import { abortedBy, clientFor, get, hello, serverFor } from './setup.js';

t.test('sends http through HTTP_PROXY with the credentials of the proxy', async (t) => {
  const server = await serverFor(t);
  const proxy = await proxyServer(t, server.port);
  const env = { HTTP_PROXY: proxy.url.replace('//', '//me:pass%20word@') };
  const client = clientFor(t, 'http://api.example', { env });
  for (const path of ['a', 'b']) {
    t.match(await client.send(get(`http://api.example/${path}?q=1`, { bearer: () => 'token' })), {
      ok: true,
    });
  }
  const authorization = `Basic ${Buffer.from('me:pass word').toString('base64')}`;
  t.same(proxy.seen, [
    { what: 'GET http://api.example/a?q=1', authorization },
    { what: 'GET http://api.example/b?q=1', authorization },
  ]);
  t.match(server.requests[0]?.headers, { host: 'api.example', authorization: 'Bearer token' });
});

t.test('connects directly to a host in NO_PROXY', async (t) => {
  const server = await serverFor(t);
  const proxy = await proxyServer(t, server.port);
  const client = clientFor(t, server.url, { env: { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' } });
  t.match(await client.send(get(`${server.url}/a`)), { ok: true });
  t.same(proxy.seen, []);
});

t.test(
  'sends https through a tunnel of HTTPS_PROXY and verifies the certificate of the service',
  needsOpenssl,
  async (t) => {
    const certificate = selfSigned(t);
    const server = await serverFor(t, hello, { tls: certificate });
    const proxy = await proxyServer(t, server.port);
    const env = { HTTPS_PROXY: proxy.url };
    const trusting = clientFor(t, 'https://api.example', { env, caCertificates: certificate.cert });
    for (const path of ['a', 'b']) {
      t.match(await trusting.send(get(`https://api.example/${path}`, { bearer: () => 'token' })), {
        ok: true,
      });
    }
    t.equal(server.requests[1]?.headers.authorization, 'Bearer token');
    t.same(
      proxy.seen,
      [{ what: 'CONNECT api.example:443', authorization: undefined }],
      'one tunnel for both',
    );

    const other = clientFor(t, 'https://api.example', { env });
    t.match(await other.send(get('https://api.example/a')), {
      ok: false,
      failure: { reason: 'network', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', attempts: 1 },
    });
    const wrongName = clientFor(t, 'https://other.example', { env, caCertificates: certificate.cert });
    t.match(await wrongName.send(get('https://other.example/a')), {
      ok: false,
      failure: {
        reason: 'network',
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        message: /^Hostname\/IP does not match/,
        attempts: 1,
      },
    });
  },
);

t.test('names the proxy that refuses a tunnel', async (t) => {
  for (const [status, code] of [
    [407, 'ERR_PROXY_REFUSED'],
    [403, 'ERR_PROXY_REFUSED'],
    [502, 'ERR_PROXY_UNAVAILABLE'],
  ] as const) {
    const proxy = await proxyServer(t, 1, status);
    const client = clientFor(t, 'https://api.example', { env: { HTTPS_PROXY: proxy.url } });
    t.match(await client.send(get('https://api.example/a', { retry: 'never' })), {
      ok: false,
      failure: {
        reason: 'network',
        code,
        message: `the proxy ${proxy.url} of HTTPS_PROXY returned HTTP ${status} to the CONNECT request`,
      },
    });
  }
});

for (const junk of [
  'junk\r\n\r\n',
  '\r\n\r\n',
  'HTTP/1.1 OK\r\n\r\n',
  'HTTP/1.1 20000 OK\r\n\r\n',
  'HTTP/1.1 -1 OK\r\n\r\n',
  'HTTP/1.1 200 OK\r\nproxy-password\r\n\r\n',
])
  t.test(`repeats a request whose proxy responds to CONNECT with ${JSON.stringify(junk)}`, async (t) => {
    const proxy = await proxyServer(t, 1, junk);
    const client = clientFor(t, 'https://api.example', { env: { HTTPS_PROXY: proxy.url } });
    const result = await client.send(get('https://api.example/a'));
    t.match(result, {
      failure: {
        code: 'ERR_PROXY_UNAVAILABLE',
        message: `the proxy ${proxy.url} of HTTPS_PROXY cannot be used: its response to the CONNECT request is not HTTP`,
        attempts: proxy.seen.length,
      },
    });
    t.ok(proxy.seen.length > 1);
  });

const named = (url: string): string => url.replace('//', '//me:proxy-password@');

t.test('names a proxy that is down, without its credentials', async (t) => {
  const server = await serverFor(t);
  await server.close();
  for (const protocol of ['http', 'https']) {
    const client = clientFor(t, `${protocol}://api.example`, { env: { ALL_PROXY: named(server.url) } });
    t.strictSame(await client.send(get(`${protocol}://api.example/a`, { retry: 'never' })), {
      ok: false,
      failure: {
        reason: 'network',
        method: 'GET',
        url: `${protocol}://api.example/a`,
        attempts: 1,
        code: 'ERR_PROXY_UNAVAILABLE',
        message: `the proxy ${server.url} of ALL_PROXY cannot be used: connection refused`,
      },
    });
  }
});

t.test(
  'rejects a variable without a proxy address, hides its value, and sends nothing directly',
  async (t) => {
    const server = await serverFor(t);
    for (const value of [
      'socks5://me:proxy-password@127.0.0.1:1',
      'http://me:proxy%password@127.0.0.1:1',
      'http://me:proxy%ffpassword@127.0.0.1:1',
    ]) {
      const client = clientFor(t, server.url, { env: { http_proxy: value } });
      t.strictSame(await client.send(get(`${server.url}/a`)), {
        ok: false,
        failure: {
          reason: 'network',
          method: 'GET',
          url: `${server.url}/a`,
          attempts: 1,
          code: 'ERR_PROXY_REFUSED',
          message:
            'http_proxy is not the address of an http or https proxy (a % in its password is written %25)',
        },
      });
    }
    t.equal(server.requests.length, 0);
  },
);

t.test('names the http proxy with a response that it can have caused', async (t) => {
  const answers = [407, 503];
  const server = await serverFor(t, () => ({ status: answers.shift() ?? 200, body: 'no' }));
  const { url } = await proxyServer(t, server.port);
  const client = clientFor(t, 'http://api.example', { env: { HTTP_PROXY: named(url) } });
  const ask = async (): Promise<string> => {
    const answer = await client.send(get('http://api.example/a', { retry: 'never' }));
    return answer.ok ? 'answered' : describeHttpFailure(answer.failure);
  };
  const proxy = `the proxy ${url} of HTTP_PROXY`;
  t.equal(
    await ask(),
    `GET http://api.example/a: ${proxy} returned HTTP 407: it requires credentials [ERR_PROXY_REFUSED]`,
  );
  t.equal(await ask(), `GET http://api.example/a: returned HTTP 503: no (through ${proxy})`);
  t.equal(await ask(), 'answered');
});

t.test('times out on a silent proxy and closes the connection', async (t) => {
  for (const protocol of ['http', 'https']) {
    const mute = await muteServer(t);
    const client = clientFor(t, `${protocol}://api.example`, {
      env: { ALL_PROXY: mute.url },
      timeouts: protocol === 'http' ? { connect: 60_000, headers: 100 } : { connect: 100, headers: 60_000 },
    });
    const answer = await client.send(get(`${protocol}://api.example/a`, { retry: 'never' }));
    const phase = protocol === 'http' ? 'headers' : 'connect';
    const proxy = `the proxy ${mute.url} of ALL_PROXY`;
    t.match(answer, { ok: false, failure: { reason: 'timeout', phase, proxy } }, protocol);
    await mute.closed;
  }
});

t.test('closes the connection when aborted before the proxy responds', async (t) => {
  const mute = await muteServer(t);
  const stop = new AbortController();
  const client = clientFor(t, 'https://api.example', {
    env: { ALL_PROXY: mute.url },
    ...abortedBy(stop.signal),
    timeouts: { connect: 600_000 },
  });
  const sent = client.send(get('https://api.example/a'));
  await mute.called;
  stop.abort();
  t.match(await sent, { ok: false, failure: { reason: 'cancelled' } });
  await mute.closed;
});

t.test('times out on a tunnel to a silent service', async (t) => {
  const mute = await muteServer(t);
  const proxy = await proxyServer(t, mute.port);
  const client = clientFor(t, 'https://api.example', {
    env: { ALL_PROXY: proxy.url },
    timeouts: { connect: 200 },
  });
  t.match(await client.send(get('https://api.example/a', { retry: 'never' })), {
    ok: false,
    failure: { reason: 'timeout', phase: 'connect' },
  });
});
