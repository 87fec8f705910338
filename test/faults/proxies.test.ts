import t from 'tap';

import { proxyServer } from '../http/proxy-server.js';
import { selfSigned } from '../sandbox/certificate.js';
import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

const withPassword = (url: string): string => url.replace('//', '//user:proxy-secret@');

t.test('all requests to ThreatVision go through the tunnel of HTTPS_PROXY', async (t) => {
  const tls = selfSigned('named.example');
  const rig = await createRig(t, { threatVision: { content: items(2, 1), tls } });
  const proxy = await proxyServer(t, rig.threatVision.port);
  const run = await rig.call(['sync', '--log-level', 'debug'], {
    TEAMT5_API_BASE_URL: 'https://named.example',
    HTTPS_CA_CERTIFICATES: tls.cert,
    HTTPS_PROXY: withPassword(proxy.url),
  });
  t.equal(run.code, 0, run.stderr);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
  t.strictSame([...new Set(proxy.seen.map(({ what }) => what))], ['CONNECT named.example:443']);
  t.notMatch(run.stderr, 'proxy-secret');
});

t.test('all requests to OpenCTI go through the proxy of HTTP_PROXY', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(2, 1) } });
  const proxy = await proxyServer(t, rig.openCti.port);
  const run = await rig.call(['sync', '--log-level', 'debug'], {
    OPENCTI_URL: 'http://named.example',
    HTTP_PROXY: withPassword(proxy.url),
    NO_PROXY: '127.0.0.1',
  });
  t.equal(run.code, 0, run.stderr);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
  t.equal(proxy.seen.length, rig.openCti.count('/'), 'no request bypassed the proxy');
  t.ok(proxy.seen.every(({ what }) => what === 'POST http://named.example/graphql'));
  t.notMatch(run.stderr, 'proxy-secret');
});

t.test('a proxy that rejects the request is named in the error', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  const proxy = await proxyServer(t, rig.threatVision.port, 407);
  const run = await rig.call(['sync'], {
    TEAMT5_API_BASE_URL: 'https://named.example',
    HTTPS_PROXY: withPassword(proxy.url),
  });
  t.equal(run.code, 4, run.stderr);
  t.match(run.stderr, /proxy.*407/);
  t.notMatch(run.stderr, 'proxy-secret');
  t.equal(proxy.seen.length, 1, 'a rejection is not retried');
});

t.test('an unreachable proxy and an invalid proxy address are reported with their variable', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  const cases = [
    ['http://127.0.0.1:1', 'the proxy http://127.0.0.1:1 of HTTP_PROXY cannot be used: connection refused'],
    ['socks5://127.0.0.1:1', 'HTTP_PROXY is not the address of an http or https proxy'],
  ] as const;
  for (const [proxy, message] of cases) {
    const run = await rig.call(['sync'], {
      OPENCTI_URL: 'http://named.internal',
      HTTP_PROXY: withPassword(proxy),
      NO_PROXY: '127.0.0.1',
    });
    t.equal(run.code, 5, run.stderr);
    t.match(run.stderr, message);
    t.match(run.stderr, 'Check that proxy');
    t.notMatch(run.stderr, 'proxy-secret');
  }
});
