import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import t from 'tap';
import { trustedAuthorities } from '../../src/http/certificates.js';
import { needsOpenssl, selfSigned } from './certificate.js';
import { clientFor, get, hello, serverFor } from './setup.js';

const refused = {
  ok: false,
  failure: { reason: 'network', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', attempts: 1 },
};

t.test(
  'a self-signed certificate is refused at once, accepted with its authority',
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
  'the authorities of NODE_EXTRA_CA_CERTS stay trusted beside the configured ones',
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

t.test('https towards a port that speaks http is one readable sentence, said at once', async (t) => {
  const server = await serverFor(t);
  const url = server.url.replace('http:', 'https:');
  t.match(await clientFor(t, url).send(get(`${url}/a`)), {
    ok: false,
    failure: {
      ...{ reason: 'network', code: /^(?:EPROTO$|ERR_SSL_)/, attempts: 1 },
      message: 'the other side does not use TLS: is it http instead of https?',
    },
  });
});

t.test('a TLS handshake that is refused is told by its reason alone', async (t) => {
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

t.test('NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing', needsOpenssl, async (t) => {
  // Node's warning about the variable would stand among the results.
  t.intercept(process, 'emitWarning', { value: () => undefined });
  const certificate = selfSigned(t);
  const server = await serverFor(t, hello, { tls: certificate });
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  t.teardown(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
  t.match(await clientFor(t, server.url).send(get(`${server.url}/a`)), refused);
});

t.test(
  'the configured authorities come on top of those of Node, and of an extra file that can be read',
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
