import t, { type Test } from 'tap';
import { startThreatVision, type ThreatVisionSandbox } from '../threatvision.js';
import { get, getRaw, login } from './visitor.js';

async function start(t: Test): Promise<ThreatVisionSandbox> {
  const server = await startThreatVision();
  t.teardown(() => server.close());
  await login(server);
  return server;
}

async function text(server: ThreatVisionSandbox, path: string): Promise<string> {
  const response = await getRaw(server, `${server.url}${path}`);
  return `${response.status} ${response.headers.get('content-type') ?? ''}\n${await response.text()}`;
}

t.test('an item without files gets default files', async (t) => {
  const server = await start(t);
  server.addReport({ alias: 'r', date: 1 });
  server.addBundle({ id: 7, date: 1 });
  t.match((await get(server, '/api/v2/reports/r.stix')).body, {
    type: 'bundle',
    id: /^bundle--/,
    objects: Array,
  });
  t.match(await text(server, '/api/v2/reports/r.pdf'), /^200 application\/pdf\n%PDF-1\.4[^]+%%EOF\n$/);
  t.match(
    await text(server, '/api/v2/ioc_bundles/7.csv'),
    /^200 text\/csv.*\ntype,value\ndomain-name,[0-9a-f]+\.example\n$/,
  );
  t.match(await text(server, '/api/v2/ioc_bundles/7.txt'), /^200 text\/plain.*\n[0-9a-f]+\.example\n$/);
});

t.test('CSV and TXT contain the indicators of the STIX', async (t) => {
  const server = await start(t);
  const objects = [{ type: 'indicator', pattern: "[ipv4-addr:value = '192.0.2.1']" }, { type: 'malware' }];
  server.addBundle({ id: 'b', date: 1, stix: () => ({ type: 'bundle', objects }) });
  server.addBundle({ id: 'given', date: 1, csv: 'mine', txt: Buffer.from('too') });
  t.match(await text(server, '/api/v2/ioc_bundles/b.csv'), /\ntype,value\nipv4-addr,192\.0\.2\.1\n$/);
  t.match(await text(server, '/api/v2/ioc_bundles/given.csv'), /\nmine$/);
  t.match(await text(server, '/api/v2/ioc_bundles/given.txt'), /\ntoo$/);
});

t.test('serves STIX as an object, as raw text, as an empty body, and as a rejection', async (t) => {
  const server = await start(t);
  let asked = 0;
  const cases = {
    object: { stix: { success: false, message: 'later' }, gives: '200 {"success":false,"message":"later"}' },
    raw: { stix: '<html>', gives: '200 <html>' },
    bytes: { stix: Buffer.from('\uFEFF{}'), gives: '200 \uFEFF{}' },
    empty: { stix: '', gives: '200 ' },
    absent: { stix: 404, gives: '404 {"success":false,"message":"refused with 404"}' },
    forbidden: { stix: 403, gives: '403 {"success":false,"message":"refused with 403"}' },
    asked: { stix: () => `time ${(asked += 1)}`, gives: '200 time 1' },
  };
  for (const [alias, { stix, gives }] of Object.entries(cases)) {
    server.addReport({ alias, date: 1, stix });
    const response = await getRaw(server, `${server.url}/api/v2/reports/${alias}.stix`);
    t.equal(`${response.status} ${Buffer.from(await response.arrayBuffer()).toString()}`, gives, alias);
  }
  server.updateReport('absent', { stix: 'published now' });
  t.match(await text(server, '/api/v2/reports/absent.stix'), /published now$/);
});

t.test('responds with 404 for files that do not exist', async (t) => {
  const server = await start(t);
  server.addReport({ alias: 'r', date: 1 });
  server.addBundle({ id: 'b', date: 1 });
  const paths = [
    'reports/b.stix',
    'reports/r.csv',
    'reports/r.exe',
    'ioc_bundles/b.pdf',
    'ioc_bundles/r.stix',
    'other/r.stix',
  ];
  for (const path of paths) t.equal((await get(server, `/api/v2/${path}`)).status, 404, path);
  server.removeItem('reports', 'r');
  t.equal((await get(server, '/api/v2/reports/r.stix')).status, 404, 'removed');
});

t.test('serves an alias of any characters at the URL of its entry', async (t) => {
  const server = await start(t);
  for (const alias of ['標題 1', 'a/b?c', '100%', 'dots.in.it']) {
    server.addReport({ alias, date: 1, stix: alias });
    const url = `${server.url}/api/v2/reports/${encodeURIComponent(alias)}.stix`;
    t.equal(await (await getRaw(server, url)).text(), alias);
  }
  t.equal((await get(server, '/api/v2/reports/100%.stix')).status, 200, 'also if the escape is invalid');
});
