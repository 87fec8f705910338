import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { selfSigned } from './sandbox/certificate.js';
import { ownContent } from './sandbox/content/index.js';
import { startServer } from './sandbox/server.js';
import { testOnEachPlatform } from './tools/platforms.js';
import { createRig, type Rig } from './tools/rig.js';

/** The main use: the built binary in a schedule, with both services available. */

const content = ownContent();
const everything = { reports: content.reports.length, bundles: content.bundles.length };
const counted = (document: Record<string, unknown>, kind: 'reports' | 'bundles', figure: string): unknown => {
  const counts = document[kind];
  return typeof counts === 'object' && counts !== null
    ? Object.entries(counts).find(([key]) => key === figure)?.[1]
    : undefined;
};

testOnEachPlatform(
  'the first run delivers everything, also after an outage, and later runs what is new',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    for (const { code, env } of [
      { code: 5, env: { OPENCTI_URL: 'http://127.0.0.1:9' } },
      { code: 3, env: { OPENCTI_TOKEN: 'wrong' } },
    ]) {
      const run = await rig.run(['sync'], env);
      t.equal(run.code, code, JSON.stringify(env));
      const errors = run.stderr.split('\n').filter((line) => line.includes('error'));
      t.equal(errors.length, 1, run.stderr);
      t.equal(run.stdout, '');
    }
    t.equal(rig.openCti.pushes.length, 0);

    const first = await rig.call(['sync', '--json']);
    t.equal(first.code, 0, first.stderr);
    t.match(first.json(), { outcome: 'done', dryRun: false });
    t.strictSame(first.json().failures, []);
    t.equal(counted(first.json(), 'reports', 'delivered'), everything.reports);
    t.equal(counted(first.json(), 'bundles', 'delivered'), everything.bundles);
    await rig.openCti.importsDone();
    const reports = [...rig.openCti.stored.values()].filter(({ type }) => type === 'report');
    for (const { title } of content.reports)
      t.ok(
        reports.some(({ name }) => name === title),
        title ?? 'no title',
      );
    t.strictSame(
      [...rig.openCti.works.values()].flatMap(({ errors }) => errors),
      [],
      'the import rejected no object',
    );

    const pushes = rig.openCti.pushes.length;
    const second = await rig.call(['sync']);
    t.match({ ...second }, { code: 0, stdout: '', stderr: '' }, 'no output without a terminal');
    t.equal(rig.openCti.pushes.length, pushes);

    const publish = (alias: string): void =>
      rig.threatVision.addReport({
        alias,
        title: alias,
        date: Math.floor(Date.now() / 1000),
        listed: { pdf_url: null },
      });
    publish('third');
    rig.threatVision.addBundle({
      id: 'broken',
      date: Math.floor(Date.now() / 1000),
      stix: '{"type":"bundle",',
    });
    const third = await rig.call(['sync', '--json']);
    t.equal(third.code, 6);
    t.match(third.stderr, 'broken');
    t.match(third.json(), { outcome: 'partial', failures: [{ kind: 'bundles', id: 'broken' }] });
    t.equal(counted(third.json(), 'reports', 'delivered'), 1, 'an item that cannot be read fails alone');
    publish('fourth');
    const fourth = await rig.call(['sync', '--json']);
    t.equal(fourth.code, 0, fourth.stderr);
    t.equal(counted(fourth.json(), 'reports', 'delivered'), 1);
    t.strictSame(fourth.json().failures, []);
  },
  { always: true },
);

testOnEachPlatform(
  '--dry-run changes nothing, --only excludes the other kind, --output needs no platform',
  async (t, createRig) => {
    const few = { reports: content.reports.slice(0, 3), bundles: content.bundles.slice(0, 2) };
    const rig = await createRig(t, { threatVision: { content: few } });
    const dry = await rig.call(['sync', '--dry-run', '--json']);
    t.match(dry.json(), { outcome: 'done', dryRun: true });
    t.equal(counted(dry.json(), 'reports', 'delivered'), 3);
    t.equal(rig.openCti.connectors.size, 0, 'a dry run does not register');
    t.equal(rig.openCti.pings.length, 0);

    const reports = await rig.call(['sync', '--only', 'reports', '--json']);
    t.equal(counted(reports.json(), 'bundles', 'listed'), 0);
    t.equal(rig.openCti.pushes.length, 3);

    const away = { OPENCTI_URL: '', OPENCTI_TOKEN: '', CONNECTOR_ID: '' };
    const output = await rig.call(['sync', '--output', 'stix', '--json'], away);
    t.equal(output.code, 0, output.stderr);
    const files = readdirSync(join(rig.home, 'stix')).filter((name) => /^(report|bundle)-/.test(name));
    t.equal(files.length, 5);
    for (const file of files) {
      t.match(JSON.parse(readFileSync(join(rig.home, 'stix', file), 'utf8')), { type: 'bundle' });
    }
  },
);

testOnEachPlatform('the ThreatVision token is sent to its own origin only', async (t, createRig) => {
  const certificate = selfSigned('127.0.0.2');
  const elsewhere = await startServer(() => ({ status: 200, body: '%PDF-1.4 elsewhere' }), {
    host: '127.0.0.2',
    tls: certificate,
  });
  t.teardown(() => elsewhere.close());
  const rig = await createRig(t);
  rig.threatVision.addReport({
    alias: 'far-pdf',
    date: 1_700_000_000,
    listed: { pdf_url: `${elsewhere.url}/a.pdf` },
  });
  await rig.call(['sync'], { HTTPS_CA_CERTIFICATES: certificate.cert });
  t.equal(rig.openCti.pushes.length, 1, 'the report is delivered');
  t.strictSame(
    elsewhere.requests.map(({ headers }) => headers.authorization),
    [undefined],
    'the PDF is requested once, without the token',
  );
  const token = rig.threatVision.issuedTokens[0] ?? 'none';
  for (const { headers, body } of rig.openCti.requests) {
    t.notOk(JSON.stringify(headers).includes(token) || body.includes(token));
  }
});

testOnEachPlatform(
  "a run with the Python connector's id continues from its last_run and requests no broker credentials",
  async (t, createRig, version) => {
    const rig = await createRig(t, { threatVision: { content } });
    const lastRun = Math.max(...content.reports.map(({ date }) => date));
    await registerAsPython(rig, version, lastRun);
    const run = await rig.call(['sync', '--json']);
    t.equal(run.code, 0, run.stderr);
    t.equal(counted(run.json(), 'reports', 'delivered'), 1, 'the reports with a date from its last_run on');
    const ours = rig.openCti.requests
      .map(({ body }) => body.toString())
      .filter((body) => !body.includes('"python"'));
    t.notMatch(ours.join('\n'), /\b(config|connection|s3|jwks)\b/);
    t.match(
      rig.openCti.connectors.get(rig.connectorId)?.state ?? '',
      /"last_run":"\d{4}-\d\d-\d\dT[\d:]+\+00:00"/,
    );
  },
  { always: true },
);

t.test('config prints each value with its origin, and no secret', async (t) => {
  const rig = await createRig(t);
  const run = await rig.call(['config', '--json'], { TEAMT5_TLP_LEVEL: 'amber' });
  t.equal(run.code, 0, run.stderr);
  t.match(run.stdout, /"key": "teamt5.tlp_level",\s+"env": "TEAMT5_TLP_LEVEL",\s+"value": "amber"/);
  t.notMatch(run.stdout, rig.env.OPENCTI_TOKEN ?? 'none');
  t.match(run.stdout, /"value": "\*\*\*"/);
});

/** With `enrichment_resolution` if the release has it, and a state that consists of `last_run`. */
async function registerAsPython({ openCti, env }: Rig, version: string, lastRun: number): Promise<void> {
  const { CONNECTOR_ID: id = '', OPENCTI_TOKEN: token = '' } = env;
  const post = async (query: string, variables: object): Promise<void> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ operationName: 'python', query, variables });
    const answer = await fetch(`${openCti.url}/graphql`, { method: 'POST', headers, body });
    const text = await answer.text();
    if (text.includes('"errors"')) throw new Error(text);
  };
  const input = {
    id,
    name: 'TeamT5',
    type: 'EXTERNAL_IMPORT',
    scope: ['teamt5'],
    auto: false,
    only_contextual: false,
    playbook_compatible: false,
    ...(version === '6.7.5' ? {} : { enrichment_resolution: 'none' }),
  };
  await post('mutation python($input: RegisterConnectorInput) { registerConnector(input: $input) { id } }', {
    input,
  });
  const state = JSON.stringify({
    last_run: new Date(lastRun * 1000).toISOString().replace('.000Z', '+00:00'),
  });
  await post('mutation python($id: ID!, $state: String) { pingConnector(id: $id, state: $state) { id } }', {
    id,
    state,
  });
}
