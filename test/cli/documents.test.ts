import t from 'tap';

import { documentSchemas } from '../../src/cli/documents/schemas.js';
import { ownContent } from '../sandbox/content/index.js';
import { createLocalRig } from '../tools/local-rig.js';

const own = ownContent();
const content = { reports: own.reports.slice(0, 4), bundles: own.bundles.slice(0, 2) };

t.test('every JSON document conforms to its schema, for successes and failures', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  const cases: readonly (readonly [keyof typeof documentSchemas, ...string[]])[] = [
    ['init', 'init', '--output', 'new.rc'],
    ['init', 'init', '--output', 'new.rc'],
    ['auth', 'auth'],
    ['status', 'status'],
    ['sync', 'sync', '--dry-run'],
    ['sync', 'sync', '--wait', '30'],
    ['sync', 'sync', '--if-due'],
    ['sync', 'sync', '--since', 'never'],
    ['status', 'status'],
    ['status', 'status', '--offline'],
    ['list', 'reports'],
    ['list', 'bundles', '--limit', '3'],
    ['show', 'reports', 'show', 'monthly-2026-01'],
    ['show', 'bundles', 'show', '4101'],
    ['show', 'bundles', 'show', 'nothing'],
    ['export', 'bundles', 'export', '4100'],
    ['push', 'reports', 'push', 'monthly-2026-01'],
    ['config', 'config'],
    ['reset', 'reset', '--failed'],
    ['reset', 'reset', '--to', 'never'],
    ['auth', 'auth', '--clear'],
    ['completion', 'completion', 'fish'],
    ['completion', 'completion', 'csh'],
  ];
  for (const [name, ...args] of cases) {
    const run = await rig.call([...args, '--json']);
    const { success, error } = documentSchemas[name].safeParse(run.json());
    t.ok(success, `${args.join(' ')}: ${error?.message ?? ''}`);
    t.ok(run.code === 0 || run.code === 2 || run.code === 6, args.join(' '));
  }
  const refused = { OPENCTI_TOKEN: 'wrong-token', TEAMT5_CLIENT_SECRET: 'wrong' };
  for (const [name, ...args] of [
    ['auth', 'auth'],
    ['sync', 'sync'],
    ['push', 'bundles', 'push', '4100'],
    ['list', 'reports'],
    ['reset', 'reset'],
  ] as const) {
    const run = await rig.call([...args, '--json'], refused);
    t.equal(run.code, 3, args.join(' '));
    const { success, error } = documentSchemas[name].safeParse(run.json());
    t.ok(success, `${args.join(' ')}: ${error?.message ?? ''}`);
  }
});

t.test('schema prints the JSON Schemas, and needs no configuration', async (t) => {
  const rig = await createLocalRig(t);
  const broken = { CONNECTOR_ID: 'no uuid' };
  const all = await rig.call(['schema'], broken);
  t.equal(all.code, 0, all.stderr);
  t.strictSame(Object.keys(all.json()), Object.keys(documentSchemas));
  const one = await rig.call(['schema', 'sync'], broken);
  t.match(one.json(), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: [{ properties: { outcome: { enum: ['done', 'nothing-new'] } }, additionalProperties: false }],
  });
  t.equal((await rig.call(['schema', 'snyc'])).code, 2);
});
