import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

t.test('show --graph writes a private page, and overwrites only with --force', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  const path = join(rig.home, 'graph.html');
  const args = ['reports', 'show', 'glassheron-2026', '--graph', 'graph.html'];
  const run = await rig.run(args);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stdout, `Graph:\n  ${path}\n`);
  t.match(readFileSync(path, 'utf8'), /^<!doctype html>[^]*"type":"intrusion-set"/);
  t.equal(statSync(path).mode & 0o777, 0o600);

  writeFileSync(path, 'mine');
  const downloads = rig.threatVision.count(/stix/);
  const refused = await rig.call(args);
  t.equal(refused.code, 2);
  t.match(refused.stderr, 'graph.html already exists. Nothing was written.');
  t.equal(readFileSync(path, 'utf8'), 'mine');
  t.equal(rig.threatVision.count(/stix/), downloads, 'no download');

  const json = await rig.call([...args, '--force', '--json']);
  t.match(JSON.parse(json.stdout), { graph: path });
  t.match(readFileSync(path, 'utf8'), /^<!doctype html>/);
});

t.test('show refuses --graph - and --force alone', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  const printed = await rig.call(['bundles', 'show', '4100', '--graph', '-']);
  t.equal(printed.code, 2);
  t.match(printed.stderr, '`bundles export <id> --format html --output -`');
  const forced = await rig.call(['bundles', 'show', '4100', '--force']);
  t.equal(forced.code, 2);
  t.match(forced.stderr, '--force is for --graph');
});

t.test('export --format html writes the same page', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  const shown = await rig.call(['bundles', 'show', '4100', '--graph', 'one.html']);
  t.equal(shown.code, 0, shown.stderr);
  const run = await rig.call(['bundles', 'export', '4100', '--format', 'html', '--output', '-']);
  t.equal(run.code, 0, run.stderr);
  t.equal(run.stdout, readFileSync(join(rig.home, 'one.html'), 'utf8'));
});
