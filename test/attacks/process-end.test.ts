/** A conversion that ends the whole process, as a lack of memory of the system does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import t from 'tap';

import { createConverter } from '../../src/converter/index.js';
import { type InHand, inHandFile } from '../../src/state/index.js';
import { reportSource, settings } from '../stix/convert/convert-source.js';
import { hoursAgo, pushedReports, reports, until } from '../sync/pushed.js';
import { connectorId } from '../tools/constants.js';
import { createRig } from '../tools/rig.js';
import { valueAt } from '../tools/value-at.js';
import { plainObjects } from './costly-inputs.js';

t.test('an item that ends two runs fails in the third one, which delivers the others', async (t) => {
  const heavy = {
    alias: 'heavy',
    title: 'heavy',
    date: hoursAgo(100),
    listed: { pdf_url: null },
    stix: { type: 'bundle', objects: plainObjects.objects(30_000) },
  };
  const { start, run, home, openCti } = await createRig(t, {
    threatVision: { content: { reports: [heavy, ...reports(3)], bundles: [] } },
  });
  const env = { TEAMT5_STATE_DIR: join(home, 'state') };
  const file = join(home, 'state', `${connectorId}.converting`);
  /** Whether a run that follows this number of ends has the item in conversion. */
  const isInHand = (earlier: number): boolean => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return /^[{]"item":"[^,]*,[^,]*heavy/.test(text) && text.includes(`]",${earlier}]`) === earlier > 0;
  };
  for (const earlier of [0, 1]) {
    const running = start(['sync'], env);
    let over = false;
    void running.finished.then(() => (over = true));
    await until(() => over || isInHand(earlier));
    running.process.kill('SIGKILL');
    t.equal((await running.finished).code, null, 'killed');
  }
  const third = await run(['sync', '--json'], env);
  t.equal(valueAt(third.json(), 'failures', 0, 'id'), 'heavy', third.stderr);
  t.match(valueAt(third.json(), 'failures', 0, 'message'), /when two runs ended without notice/);
  // One can be in flight at a kill and be delivered again.
  t.strictSame([...new Set(pushedReports(openCti))].sort(), ['r0', 'r1', 'r2']);

  const again = await run(['sync', '--retry-failed', '--json'], env);
  t.strictSame(valueAt(again.json(), 'failures'), [], again.stderr);
  t.ok(pushedReports(openCti).includes('heavy'), 'the operator can have it converted again');
  t.notOk(existsSync(file), 'a run that ends in order leaves no file');
});

const noted = (directory: string): InHand => inHandFile(directory, 'state');

t.test('an item fails once after two ends, and then once for each further end', (t) => {
  const directory = t.testdir();
  const runThatDies = (): boolean => {
    const inHand = noted(directory);
    const refused = inHand.refuses('a');
    inHand.begin(refused ? 'b' : 'a');
    return refused;
  };
  t.strictSame(Array.from({ length: 7 }, runThatDies), [false, false, true, false, true, false, true]);
  t.end();
});

t.test('a conversion forgets earlier ends of its item only', (t) => {
  const directory = t.testdir();
  for (const item of ['a', 'b', 'a', 'b']) noted(directory).begin(item);
  const inHand = noted(directory);
  inHand.begin('a');
  inHand.end('a');
  inHand.close();
  t.strictSame([noted(directory).refuses('a'), noted(directory).refuses('b')], [false, true]);
  t.end();
});

t.test('writes nothing for an item that was not noted', (t) => {
  const directory = t.testdir();
  noted(directory).end('a');
  t.strictSame(readdirSync(directory), []);
  noted(directory).begin('a');
  noted(directory).end('a');
  for (const item of ['b', 'a']) noted(directory).begin(item);
  t.notOk(noted(directory).refuses('a'), 'its earlier end is forgotten');
  t.end();
});

t.test('an item that is named like a property of objects has its own ends', (t) => {
  const directory = t.testdir();
  for (const item of ['__proto__', '__proto__']) noted(directory).begin(item);
  t.notOk(noted(directory).refuses('constructor'));
  t.ok(noted(directory).refuses('__proto__'));
  t.end();
});

for (const text of ['', 'x', '[]', '{"item":7,"ends":{"a":2}}', '{"ends":[["b",2],["a"],7]}'])
  t.test(`a file that cannot be read refuses nothing: ${text}`, (t) => {
    const directory = t.testdir({ 'state.converting': text });
    t.notOk(noted(directory).refuses('a'));
    t.end();
  });

const large = Buffer.alloc(256 * 1024, ' ');

t.test('a directory that is not writable does not stop a conversion', async (t) => {
  const converter = createConverter({
    inHand: noted(join(t.testdir(), 'missing')),
    script: thread(t.testdir),
  });
  t.teardown(() => converter.close());
  t.match(await converter.convert(jobOf('a', large)), { ok: true, value: 'done' });
});

t.test('notes one item at a time: large ones at once, small ones when they take long', async (t) => {
  const seen: string[] = [];
  const inHand: InHand = {
    refuses: (item) => item.includes('"refused"'),
    begin: (item) => seen.push(`begin ${item}`),
    end: (item) => seen.push(`end ${item}`),
    close: () => undefined,
  };
  const limits = {
    milliseconds: (bytes: number) => (bytes === endless.length ? 2000 : 60_000),
    mebibytes: 64,
  };
  const converter = createConverter({ inHand, limits, script: thread(t.testdir) });
  t.teardown(() => converter.close());
  const jobs = [
    jobOf('large', large),
    jobOf('refused', large),
    jobOf('small', Buffer.from('{}')),
    jobOf('endless', endless),
  ];
  const results = await Promise.all(jobs.map((job) => converter.convert(job)));
  t.strictSame(
    results.map(({ ok }) => ok),
    [true, false, true, false],
  );
  t.match(results[1], { failure: { reason: 'conversion-limit', message: /two runs ended without notice/ } });
  t.strictSame(seen, [
    'begin ["bundles","large"]',
    'end ["bundles","large"]',
    'end ["bundles","small"]',
    'begin ["bundles","endless"]',
    'end ["bundles","endless"]',
  ]);
});

const endless = Buffer.from('endless');
const jobOf = (id: string, stix: Buffer) => ({
  source: { kind: 'bundles', id, date: 1 } as const,
  stix,
  settings,
});

/** Converts nothing, and does not end for `endless`. */
function thread(testdir: (files: Record<string, string>) => string): URL {
  const folder = testdir({
    'thread.mjs': `
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ stix }) => {
        while (stix.length === ${endless.length});
        parentPort.postMessage({ type: 'result', result: { ok: true, value: 'done' } });
      });`,
  });
  return pathToFileURL(`${folder}/thread.mjs`);
}

t.test('a PDF that ended two runs costs its text in the third one', async (t) => {
  const directory = t.testdir();
  const source = reportSource();
  const text = `text of ${JSON.stringify(['reports', source.id])}`;
  for (const item of [text, text]) noted(directory).begin(item);
  const inHand = noted(directory);
  const converter = createConverter({ inHand });
  t.teardown(() => converter.close());
  const converted = await converter.convert({
    source,
    stix: undefined,
    textPdf: Buffer.from('%PDF'),
    settings,
  });
  t.match(converted, {
    ok: true,
    value: { notes: [{ code: 'missing-text', message: /two runs ended without/ }] },
  });
});
