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

t.test('NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing', needsOpenssl, async (t) => {
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
