import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

const content = ownContent();

t.test('export writes every format and prints the paths', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  mkdirSync(join(rig.home, 'out'));
  const read = (name: string): string => readFileSync(join(rig.home, 'out', name), 'latin1');
  const run = async (...args: string[]) => {
    const done = await rig.call([...args, '--output', 'out']);
    t.equal(done.code, 0, done.stderr);
    t.equal(done.stdout, `${join(rig.home, 'out', readdirSync(join(rig.home, 'out')).at(-1) ?? '')}\n`);
  };
  await run('bundles', 'export', '4100', '--format', 'CSV');
  t.match(read('bundle-4100.csv'), /^type,value\n/);
  await run('bundles', 'export', '4100', '--format', 'txt');
  await run('reports', 'export', 'glassheron-2026', '--format', 'stix');
  t.match(JSON.parse(read('report-glassheron-2026-01-tw.json')), { type: 'bundle' });
  await run('reports', 'export', 'glassheron-2026', '--format', 'original');
  t.match(JSON.parse(read('report-glassheron-2026-01-tw.original.json')), { type: 'bundle', id: String });
  await run('reports', 'export', 'glassheron-2026', '--format', 'pdf');
  t.match(read('report-glassheron-2026-01-tw.pdf'), /^%PDF/);
});

t.test('export overwrites only with --force, and leaves no partial file', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const path = join(rig.home, 'mine.pdf');
  writeFileSync(path, 'mine');
  const args = ['reports', 'export', 'glassheron-2026', '--format', 'pdf', '--output', 'mine.pdf'];
  const refused = await rig.call(args);
  t.equal(refused.code, 2);
  t.match(refused.stderr, 'mine.pdf already exists. Nothing was written. To overwrite it, use --force.');
  t.equal(readFileSync(path, 'utf8'), 'mine');
  t.equal(rig.threatVision.count(/\.pdf$/), 0, 'no download');

  rig.threatVision.fault({ path: /\.pdf$/, truncateBytes: 20, times: 20 });
  t.equal((await rig.call([...args, '--force'])).code, 4);
  t.equal(readFileSync(path, 'utf8'), 'mine', 'the existing file stays until the new one is complete');
  rig.threatVision.clearFaults();
  t.equal((await rig.call([...args, '--force'])).code, 0);
  t.match(readFileSync(path, 'latin1'), /^%PDF/);
  t.strictSame(
    readdirSync(rig.home).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

t.test('export writes to a file or a directory, depending on the path and the number of items', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  writeFileSync(join(rig.home, 'file'), '');
  mkdirSync(join(rig.home, 'there'));
  const paths = async (...args: string[]): Promise<readonly string[]> => {
    const run = await rig.call(['bundles', 'export', ...args]);
    t.equal(run.code, 0, run.stderr);
    return run.stdout
      .trim()
      .split('\n')
      .map((path) => relative(rig.home, path));
  };
  t.strictSame(await paths('4100'), ['bundle-4100.json']);
  t.strictSame(await paths('4100', '--output', 'one'), ['one']);
  t.strictSame(await paths('4100', '--output', 'new/'), ['new/bundle-4100.json']);
  t.strictSame(await paths('4100', '--output', 'there'), ['there/bundle-4100.json']);
  t.strictSame(await paths('4100', '4101', '--output', 'two'), [
    'two/bundle-4100.json',
    'two/bundle-4101.json',
  ]);
  t.equal((await rig.call(['bundles', 'export', '4100', '4101', '--output', 'file'])).code, 2);
  t.equal(readFileSync(join(rig.home, 'file'), 'utf8'), '');
});

t.test('- means stdout: for a single item, and only for formats that fit', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const piped = await rig.run(['bundles', 'export', '4100', '--output', '-']);
  t.match(piped.json(), { type: 'bundle' });
  t.equal((await rig.call(['bundles', 'export', '4100', '--output', '-', '--json'])).code, 2);
  const pdf = ['--format', 'pdf', '--output', '-'];
  t.match((await rig.call(['reports', 'export', 'glassheron-2026', ...pdf])).stdout, /^%PDF/);
  const several = await rig.call(['reports', 'export', 'glassheron-2026', 'monthly-2026-05', ...pdf]);
  t.equal(several.code, 2);
  t.equal(several.stdout, '');
});

t.test('an export that fails prints the paths of the files that it has written', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  const run = await rig.call(['bundles', 'export', '4100', 'broken', '--output', 'out']);
  t.equal(run.code, 4);
  t.equal(run.stdout, `${join(rig.home, 'out', 'bundle-4100.json')}\n`);
  t.strictSame(readdirSync(join(rig.home, 'out')), ['bundle-4100.json']);
});

t.test(
  'export and sync --output write items with long ids to different files, with the same names',
  async (t) => {
    const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
    const long = '報'.repeat(60);
    for (const alias of [`${long}-1`, `${long}-2`, 'a(b)'])
      rig.threatVision.addReport({ alias, title: alias, date: 1_760_000_000, listed: { pdf_url: null } });
    const exported = await rig.call([
      'reports',
      'export',
      `${long}-1`,
      `${long}-2`,
      'a(b)',
      '--output',
      'exported',
    ]);
    t.equal(exported.code, 0, exported.stderr);
    t.equal((await rig.call(['sync', '--output', 'synced'])).code, 0);
    const names = (directory: string): readonly string[] =>
      readdirSync(join(rig.home, directory)).filter((name) => name.startsWith('report-'));
    t.equal(names('exported').length, 3);
    t.strictSame(names('synced'), names('exported'));
    t.ok(names('exported').includes('report-a%28b%29.json'));
  },
);
