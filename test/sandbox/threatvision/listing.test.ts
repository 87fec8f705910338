import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { manyItems } from '../content/index.js';
import { startThreatVision, type ThreatVisionOptions, type ThreatVisionSandbox } from '../threatvision.js';
import { get, login } from './visitor.js';

const many = manyItems({ reports: 25, bundles: 12, objectsPerItem: 1, from: 1000, spacingSeconds: 10 });

async function start(
  t: Test,
  options: ThreatVisionOptions = { content: many },
): Promise<ThreatVisionSandbox> {
  const server = await startThreatVision(options);
  t.teardown(() => server.close());
  await login(server);
  return server;
}

async function page(server: ThreatVisionSandbox, query: string, field = 'alias'): Promise<unknown[]> {
  const { body } = await get(server, `/api/v2/reports?${query}`);
  const entries = typeof body === 'object' && body !== null && 'reports' in body ? body.reports : undefined;
  if (!Array.isArray(entries)) throw new Error(`no page of reports: ${JSON.stringify(body)}`);
  return entries.map((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return entry;
    const fields = new Map<string, unknown>(Object.entries(entry));
    return fields.get(field);
  });
}

t.test('returns pages of ten, newest first, until an empty one', async (t) => {
  const server = await start(t);
  t.same(await page(server, '', 'date'), [1240, 1230, 1220, 1210, 1200, 1190, 1180, 1170, 1160, 1150]);
  t.equal((await page(server, 'offset=10')).length, 10);
  t.same(await page(server, 'offset=20', 'date'), [1040, 1030, 1020, 1010, 1000]);
  t.same(await page(server, 'offset=30'), []);
  t.match(await get(server, '/api/v2/ioc_bundles?offset=10'), {
    body: { success: true, ioc_bundles: [{ id: 'bundle-000001' }, { id: 'bundle-000000' }] },
  });
});

t.test('date[from] includes or excludes its second, depending on the option', async (t) => {
  const inclusive = await start(t);
  t.same(await page(inclusive, 'date[from]=1220', 'date'), [1240, 1230, 1220]);
  t.same(await page(inclusive, 'date%5Bfrom%5D=1220&offset=2', 'date'), [1220]);
  const exclusive = await start(t, { content: many, fromInclusive: false });
  t.same(await page(exclusive, 'date[from]=1220', 'date'), [1240, 1230]);
});

t.test('rejects a value that is not a number', async (t) => {
  const server = await start(t);
  for (const query of [
    'offset=-1',
    'offset=ten',
    'date[from]=2026-01-01',
    'date[from]=1.5',
    'date[from]=NaN',
  ]) {
    t.match(await get(server, `/api/v2/reports?${query}`), { status: 400, body: { success: false } }, query);
  }
});

t.test('returns a complete entry, with file URLs on its own origin below the base path', async (t) => {
  const server = await start(t, { content: { reports: [], bundles: [] }, basePath: '/prefix' });
  server.addReport({ alias: 'a/b', date: 5, title: '標題', digest: '<p>x</p>', typeName: 'Monthly Report' });
  server.addBundle({ id: 7, date: 6 });
  t.same((await get(server, '/api/v2/reports')).body, {
    success: true,
    reports: [
      {
        alias: 'a/b',
        title: '標題',
        digest: '<p>x</p>',
        date: 5,
        type_name: 'Monthly Report',
        stix_url: `${server.url}/api/v2/reports/a%2Fb.stix`,
        pdf_url: `${server.url}/api/v2/reports/a%2Fb.pdf`,
      },
    ],
  });
  t.same((await get(server, '/api/v2/ioc_bundles')).body, {
    success: true,
    ioc_bundles: [
      {
        id: 7,
        created_at: 6,
        stix_url: `${server.url}/api/v2/ioc_bundles/7.stix`,
        csv_url: `${server.url}/api/v2/ioc_bundles/7.csv`,
        txt_url: `${server.url}/api/v2/ioc_bundles/7.txt`,
      },
    ],
  });
});

t.test('file URLs have the host name of the request', async (t) => {
  const server = await start(t, { basePath: '/tv', apiKey: 'key' });
  server.addReport({ alias: 'r', date: 1 });
  const headers = { host: 'tv.example:99', authorization: 'Bearer key' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${server.url}/api/v2/reports`, { headers, agent: false }, resolve).on('error', reject).end();
  });
  t.match(JSON.parse(await text(answer)), {
    reports: [{ stix_url: 'http://tv.example:99/tv/api/v2/reports/r.stix' }],
  });
});

t.test(
  'returns raw fields: null, wrong type, missing, other origin, and null instead of an entry',
  async (t) => {
    const server = await start(t, {});
    server.addReport({
      alias: 'odd',
      date: 2,
      listed: { title: null, date: 'soon', stix_url: undefined, more: [null] },
    });
    server.addReport({ alias: 'gone', date: 1, listed: null });
    server.addBundle({ id: 'gone', date: 1, listed: null });
    t.same((await get(server, '/api/v2/ioc_bundles')).body, { success: true, ioc_bundles: [null] });
    const { body } = await get(server, '/api/v2/reports');
    t.match(body, { reports: [{ alias: 'odd', title: null, date: 'soon', more: [null] }, null] });
    t.notMatch(body, { reports: [{ stix_url: String }] });
  },
);

t.test(
  'the list changes: added, changed and removed items; of equal dates, the later addition first',
  async (t) => {
    const server = await start(t, {
      content: {
        reports: [
          { alias: 'a', date: 10 },
          { alias: 'b', date: 10 },
        ],
        bundles: [],
      },
    });
    server.addReport({ alias: 'late', date: 5 });
    t.same(await page(server, ''), ['b', 'a', 'late']);
    server.updateReport('late', { date: 11, title: 'New' });
    t.same(await page(server, '', 'title'), ['New', 'Report b', 'Report a']);
    server.addReport({ alias: 'c', date: 10 });
    server.removeItem('reports', 'b');
    t.same(await page(server, ''), ['late', 'c', 'a']);
    t.throws(() => server.removeItem('bundles', 'b'), /no item b/);

    server.addBundle({ id: 7, date: 1 });
    server.updateBundle(7, { listed: { csv_url: null } });
    t.match((await get(server, '/api/v2/ioc_bundles')).body, { ioc_bundles: [{ id: 7, csv_url: null }] });
  },
);

t.test('an item that a hook adds shifts the next page, not the current one', async (t) => {
  const server = await start(t);
  const calls: unknown[] = [];
  server.onList((call) => {
    calls.push(call);
    if (call.offset === 0) server.addReport({ alias: 'inserted', date: 2000 });
  });
  const first = await page(server, '');
  const second = await page(server, 'offset=10');
  t.notOk(first.includes('inserted'));
  t.equal(second[0], first[9], 'the last entry is repeated');
  t.same(calls, [
    { kind: 'reports', offset: 0, entries: 10 },
    { kind: 'reports', offset: 10, entries: 10 },
  ]);
});

t.test('responds with 404 to any other path', async (t) => {
  const server = await start(t);
  for (const path of [
    '/',
    '/api/v2/reports/',
    '/api/v2/reports/report-000001',
    '/api/v2/adversaries/search?query=x',
  ]) {
    t.match(await get(server, path), { status: 404, body: { success: false } }, path);
  }
});
