import t from 'tap';

import type { HttpClient, HttpFailure } from '../../src/http/index.js';
import { err, ok, singleLine } from '../../src/lib/index.js';
import { createThreatVision } from '../../src/threatvision/index.js';
import { until } from '../sync/pushed.js';

function refusing(refusal: Partial<HttpFailure & { reason: 'http-status' }>) {
  const bearers: (string | undefined)[] = [];
  let tokens = 0;
  const http: HttpClient = {
    send(request) {
      bearers.push(request.bearer?.());
      if (request.method === 'POST') {
        const body = Buffer.from(JSON.stringify({ access_token: `token-${++tokens}`, expires_in: 3600 }));
        return Promise.resolve(ok({ status: 200, headers: {}, body }));
      }
      const at = { method: request.method, url: request.url.href, attempts: 1 } as const;
      const failure = { reason: 'http-status', status: 401, body: '', contentType: '' } as const;
      return Promise.resolve(err({ ...at, ...failure, ...refusal }));
    },
    outsideText: singleLine,
    counters: () => ({ requests: 0, retries: 0, bytesReceived: 0, bytesSent: 0 }),
    close: () => undefined,
  };
  const client = createThreatVision({
    http,
    base: new URL('https://api.example/'),
    credentials: { type: 'oauth', clientId: 'id', clientSecret: 'secret' },
  });
  const download = (url: string) => client.download(new URL(url), 'downloading', 100);
  return { client, download, logins: () => tokens, bearers };
}

t.test('a 401 of the API renews the token once; a second one means rejected credentials', async (t) => {
  const { download, bearers } = refusing({});
  t.match(await download('https://api.example/x.pdf'), { failure: { reason: 'threatvision-credentials' } });
  t.strictSame(bearers, [undefined, 'token-1', undefined, 'token-2']);
});

t.test('callers that are rejected together share one new token', async (t) => {
  const { download, logins } = refusing({});
  await Promise.all(Array.from({ length: 8 }, (_, n) => download(`https://api.example/${n}.stix`)));
  t.equal(logins(), 2);
});

t.test('a caller that is rejected after another has renewed the token uses the new token', async (t) => {
  let tokens = 0;
  const done = { status: 200, headers: {}, body: Buffer.from('fine') };
  const renewed = until(() => tokens === 2);
  const http: HttpClient = {
    async send({ method, url, bearer }) {
      if (method === 'POST') {
        const body = Buffer.from(JSON.stringify({ access_token: `token-${++tokens}`, expires_in: 3600 }));
        return ok({ status: 200, headers: {}, body });
      }
      if (bearer?.() === 'token-2') return ok(done);
      if (url.pathname === '/late.pdf') await renewed;
      return err({
        reason: 'http-status',
        method,
        url: url.href,
        attempts: 1,
        status: 401,
        body: '',
        contentType: '',
      });
    },
    outsideText: singleLine,
    counters: () => ({ requests: 0, retries: 0, bytesReceived: 0, bytesSent: 0 }),
    close: () => undefined,
  };
  const credentials = { type: 'oauth', clientId: 'id', clientSecret: 'secret' } as const;
  const client = createThreatVision({ http, base: new URL('https://api.example/'), credentials });
  const late = client.download(new URL('https://api.example/late.pdf'), 'downloading', 100);
  t.ok((await client.download(new URL('https://api.example/early.pdf'), 'downloading', 100)).ok);
  t.ok((await late).ok);
  t.equal(tokens, 2);
});

t.test('reports a 401 of another origin as a refusal of that file, also after a redirect', async (t) => {
  const other = refusing({});
  t.match(await other.download('https://files.example/x.pdf'), {
    failure: { reason: 'threatvision-not-entitled', status: 401 },
  });
  t.equal(other.logins(), 1);
  const redirected = refusing({ crossOrigin: true });
  t.match(await redirected.download('https://api.example/x.pdf'), {
    failure: { reason: 'threatvision-not-entitled' },
  });
  t.equal(redirected.logins(), 1);
});

t.test(
  'relates 403, 404 and 410 to the item on a download, to the account or the address on a list',
  async (t) => {
    const forbidden = refusing({ status: 403 });
    t.match(await forbidden.download('https://api.example/x.pdf'), {
      failure: { reason: 'threatvision-not-entitled' },
    });
    t.match(await forbidden.client.list('reports', 0), { failure: { reason: 'threatvision-credentials' } });
    const missing = refusing({ status: 410 });
    t.match(await missing.download('https://api.example/x.pdf'), {
      failure: { reason: 'threatvision-missing', status: 410 },
    });
    t.match(await missing.client.list('reports', 0), {
      failure: { reason: 'threatvision-answer', message: /HTTP 410, which does not look like ThreatVision/ },
    });
  },
);
