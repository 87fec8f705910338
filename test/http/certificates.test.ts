import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import t from 'tap';
import { trustedAuthorities } from '../../src/http/agents.js';
import { needsOpenssl, selfSigned } from './certificate.js';
import { clientFor, get, hello, serverFor } from './setup.js';

const refused = {
  ok: false,
  failure: { reason: 'network', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', attempts: 1 },
};

t.test(
  'rejects a self-signed certificate without a retry, and accepts it with its authority',
  needsOpenssl,
  async (t) => {
    const certificate = selfSigned(t);
    const server = await serverFor(t, hello, { tls: certificate });
    t.match(await clientFor(t, server.url).send(get(`${server.url}/a`)), refused);
    const client = clientFor(t, server.url, { caCertificates: certificate.cert });
    t.match(await client.send(get(`${server.url}/a`)), { ok: true });
  },
);

t.test(
  'trusts the authorities of NODE_EXTRA_CA_CERTS in addition to the configured ones',
  needsOpenssl,
  async (t) => {
    const certificate = selfSigned(t);
    const server = await serverFor(t, hello, { tls: certificate });
    t.test('added', async (t) => {
      const configured = selfSigned(t).cert;
      const env = { NODE_EXTRA_CA_CERTS: certificate.certPath };
      const client = clientFor(t, server.url, { caCertificates: configured, env });
      t.match(await client.send(get(`${server.url}/a`)), { ok: true });
      const without = clientFor(t, server.url, { caCertificates: configured });
      t.match(await without.send(get(`${server.url}/a`)), refused);
    });
  },
);

t.test('reports https to a plain http port in one sentence, without a retry', async (t) => {
  const server = await serverFor(t);
  const url = server.url.replace('http:', 'https:');
  t.match(await clientFor(t, url).send(get(`${url}/a`)), {
    ok: false,
    failure: {
      reason: 'network',
      code: /^(?:EPROTO$|ERR_SSL_)/,
      attempts: 1,
      message: 'the other side does not use TLS: is it http instead of https?',
    },
  });
});

t.test('reports only the reason of a failed TLS handshake', async (t) => {
  // RFC 8446 section 6: a fatal (2) alert handshake_failure (40).
  const server = createServer((socket) => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 40])));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  const url = `https://127.0.0.1:${address.port}`;
  const answer = await clientFor(t, url).send(get(url));
  const message = answer.ok || answer.failure.reason !== 'network' ? '' : answer.failure.message;
  t.match(message, /^no TLS connection: [\w\s/]*handshake failure$/);
});

t.test('ignores NODE_TLS_REJECT_UNAUTHORIZED=0', needsOpenssl, async (t) => {
  t.intercept(process, 'emitWarning', { value: () => undefined });
  const certificate = selfSigned(t);
  const server = await serverFor(t, hello, { tls: certificate });
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  t.teardown(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
  t.match(await clientFor(t, server.url).send(get(`${server.url}/a`)), refused);
});

t.test(
  "adds the configured authorities to Node's own and to those of a readable NODE_EXTRA_CA_CERTS",
  (t) => {
    t.same(trustedAuthorities('mine', {}), [...rootCertificates, 'mine']);
    const file = join(t.testdir({ 'extra.pem': 'extra' }), 'extra.pem');
    t.same(trustedAuthorities('mine', { NODE_EXTRA_CA_CERTS: file }), [...rootCertificates, 'extra', 'mine']);
    const none = `${file}.missing`;
    t.same(trustedAuthorities('mine', { NODE_EXTRA_CA_CERTS: none }), [...rootCertificates, 'mine']);
    t.equal(trustedAuthorities(undefined, { NODE_EXTRA_CA_CERTS: file }), undefined);
    t.end();
  },
);
