/** `sync --ping-url` (docs/operations.md#heartbeat). */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';

import t, { type Test } from 'tap';

import { items } from '../faults/counts.js';
import { proxyServer } from '../http/proxy-server.js';
import { selfSigned } from '../sandbox/certificate.js';
import { createRig } from '../tools/rig.js';

interface Monitor {
  readonly port: number;
  /** `GET /path` of each ping. */
  readonly pings: readonly string[];
  readonly headers: readonly IncomingHttpHeaders[];
}

interface MonitorOptions {
  readonly status?: number;
  readonly silent?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A monitoring service on this machine. */
async function startMonitor(
  t: Test,
  { status = 200, silent = false, tls }: MonitorOptions = {},
): Promise<Monitor> {
  const pings: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const listener: RequestListener = (request, response) => {
    pings.push(`${request.method ?? ''} ${request.url ?? ''}`);
    headers.push(request.headers);
    if (!silent) response.writeHead(status).end(`no check at ${request.url ?? ''}`);
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  return { port: address.port, pings, headers };
}

const id = 'f3a1c2d4-secret-check';

t.test(
  'pings at the start and at the end of a run, without the tokens and header fields of the services',
  async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(1, 1) } });
    const monitor = await startMonitor(t);
    const args = [
      'sync',
      '--log-level',
      'debug',
      '--ping-url',
      `http://127.0.0.1:${monitor.port}/${id}/?create=1`,
    ];
    const run = await rig.run(args, { OPENCTI_CUSTOM_HEADERS: 'X-Proxy-Key:abc' });
    t.equal(run.code, 0, run.stderr);
    t.strictSame(monitor.pings, [`GET /${id}/start?create=1`, `GET /${id}?create=1`]);
    for (const headers of monitor.headers) {
      t.match(headers['user-agent'], /^teamt5-opencti\//);
      t.equal(headers.authorization, undefined);
      t.equal(headers['x-proxy-key'], undefined);
    }
    t.notMatch(run.stderr, 'secret-check');
    t.match(
      (await rig.call(['config'], { TEAMT5_PING_URL: `http://127.0.0.1/${id}` })).stdout,
      /sync\.ping_url +\*\*\*/,
    );
  },
);

t.test(
  'pings a failed run with its exit code, and one whose items wait for a retry as a success',
  async (t) => {
    const rig = await createRig(t);
    const monitor = await startMonitor(t);
    const file = join(rig.home, 'ping-url');
    writeFileSync(file, `http://127.0.0.1:${monitor.port}/${id}\n`, { mode: 0o600 });
    const env = { TEAMT5_PING_URL_FILE: file };
    t.equal((await rig.call(['sync'], { ...env, TEAMT5_CLIENT_SECRET: 'wrong' })).code, 3);
    rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
    t.equal((await rig.call(['sync'], env)).code, 6);
    t.strictSame(monitor.pings, [`GET /${id}/start`, `GET /${id}/3`, `GET /${id}/start`, `GET /${id}`]);
  },
);

t.test('a dry run, a run that is not due and a wrong configuration send no ping', async (t) => {
  const rig = await createRig(t);
  const monitor = await startMonitor(t);
  const env = { TEAMT5_PING_URL: `http://127.0.0.1:${monitor.port}/${id}` };
  t.equal((await rig.call(['sync'])).code, 0);
  t.equal((await rig.call(['sync', '--dry-run'], env)).code, 0);
  t.equal((await rig.call(['sync', '--if-due'], env)).code, 0);
  t.equal((await rig.call(['sync', '--max-items', '0'], env)).code, 2);
  const wrong = await rig.call(['sync', '--ping-url', `ftp://127.0.0.1/${id}`]);
  t.equal(wrong.code, 2);
  t.match(wrong.stderr, /--ping-url.*expected an http or https URL/);
  t.notMatch(wrong.stderr, 'secret-check');
  t.strictSame(monitor.pings, []);
});

t.test(
  'a refused ping is a warning without the id of the check, and does not change the exit code',
  async (t) => {
    const rig = await createRig(t);
    const monitor = await startMonitor(t, { status: 404 });
    const run = await rig.call(['sync'], { TEAMT5_PING_URL: `http://127.0.0.1:${monitor.port}/${id}` });
    t.equal(run.code, 0);
    const lines = run.stderr.trim().split('\n');
    t.equal(lines.length, 2);
    for (const line of lines)
      t.match(line, / warn {2}the ping of TEAMT5_PING_URL failed: GET .*\*\*\*.* HTTP 404/);
    t.notMatch(run.stderr, 'secret-check');
  },
);

t.test(
  'a monitor that does not respond ends neither the run nor its result',
  { timeout: 60_000 },
  async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
    const monitor = await startMonitor(t, { silent: true });
    const run = await rig.call(['sync', '--json'], {
      TEAMT5_PING_URL: `http://127.0.0.1:${monitor.port}/${id}`,
    });
    t.equal(run.code, 0);
    t.match(run.json(), { outcome: 'done', reports: { delivered: 1 } });
    t.match(run.stderr, /warn {2}the ping of TEAMT5_PING_URL failed: no response in time\n/);
    t.equal(monitor.pings[0], `GET /${id}/start`);
  },
);

t.test('a ping uses the proxy and the configured authorities', async (t) => {
  const rig = await createRig(t);
  const tls = selfSigned('ping.example');
  const monitor = await startMonitor(t, { tls });
  const proxy = await proxyServer(t, monitor.port);
  const run = await rig.call(['sync'], {
    TEAMT5_PING_URL: `https://ping.example/${id}`,
    HTTPS_CA_CERTIFICATES: tls.cert,
    HTTPS_PROXY: proxy.url,
  });
  t.equal(run.code, 0);
  t.equal(run.stderr, '');
  t.strictSame([...new Set(proxy.seen.map(({ what }) => what))], ['CONNECT ping.example:443']);
  t.strictSame(monitor.pings, [`GET /${id}/start`, `GET /${id}`]);
});
