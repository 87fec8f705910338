import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import t from 'tap';

import { type ConversionJob, createConverter } from '../../src/converter/index.js';
import { createPdfReader } from '../../src/converter/pdf-reader.js';
import { mainReportId, objectsOf, reportSource, settings } from '../stix/convert/convert-source.js';

const limits = { milliseconds: () => 60_000, mebibytes: 64 };

function job(stix: string): ConversionJob {
  return {
    source: { kind: 'bundles', id: 'b-1', date: 1 },
    stix: Buffer.from(stix),
    settings,
  };
}

const thread = (hostile: string): string => `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ stix }) => {
    if (Buffer.from(stix).toString() === 'hostile') { ${hostile} }
    parentPort.postMessage({ type: 'result', result: { ok: true, value: Buffer.from(stix).toString() } });
  });`;

t.test('converts a download in the thread', async (t) => {
  const converter = createConverter();
  t.teardown(() => converter.close());
  const malware = {
    type: 'malware',
    id: 'malware--e17cf3b7-da41-583f-8e14-db6831eb7c5d',
    name: 'PlugX',
    is_family: true,
  };
  const [good, broken] = await Promise.all([
    converter.convert(job(JSON.stringify({ type: 'bundle', objects: [malware] }))),
    converter.convert(job('{"type":')),
  ]);
  t.match(good, { ok: true, value: { sourceObjects: 1, bundles: [{ json: /PlugX/ }] } });
  t.strictSame(broken, { ok: false, failure: { reason: 'stix-unreadable', message: 'is not JSON' } });
});

const endless = 'for (;;);';

const hostile: readonly (readonly [what: string, code: string, message: string])[] = [
  ['an endless loop', endless, 'takes more than 1 s to convert'],
  [
    'a lack of memory',
    'const all = []; for (;;) all.push(new Array(1e5).fill({}));',
    'takes more than 64 MiB of memory to convert',
  ],
  ['the end of the thread', 'process.exit(3);', 'ended the thread that converts it'],
];

for (const [what, code, message] of hostile) {
  t.test(`${what} fails one item, and the next one gets a new thread`, async (t) => {
    const folder = t.testdir({ 'thread.mjs': thread(code) });
    const script = pathToFileURL(`${folder}/thread.mjs`);
    const milliseconds = (bytes: number): number =>
      code === endless && bytes === 'hostile'.length ? 1000 : 60_000;
    const converter = createConverter({ limits: { ...limits, milliseconds }, script });
    t.teardown(() => converter.close());
    const [before, failed, after] = await Promise.all(
      ['one', 'hostile', 'two'].map((stix) => converter.convert(job(stix))),
    );
    t.match(before, { ok: true, value: 'one' });
    t.strictSame(failed, { ok: false, failure: { reason: 'conversion-limit', message } });
    t.match(after, { ok: true, value: 'two' });
  });
}

t.test('an exception in the thread is a bug with the stack of the thread', async (t) => {
  const folder = t.testdir({ 'thread.mjs': thread('throw new TypeError("x is not a function");') });
  const converter = createConverter({ limits, script: pathToFileURL(`${folder}/thread.mjs`) });
  t.teardown(() => converter.close());
  await t.rejects(converter.convert(job('hostile')), {
    message: /x is not a function/,
    stack: /thread\.mjs:/,
  });
});

const textPdf = Buffer.from('%PDF-1.7');
const report: ConversionJob = { source: reportSource(), stix: undefined, settings };

t.test('the thread that reads PDFs starts with the first PDF', async (t) => {
  const folder = t.testdir({
    'thread.mjs': `
      import { writeFileSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      writeFileSync(new URL('./started', import.meta.url), '');
      parentPort.on('message', (pdf) => {
        const html = Buffer.from(pdf).toString();
        parentPort.postMessage({ type: 'result', result: { type: 'whole', html } });
      });`,
  });
  const converter = createConverter({
    reader: createPdfReader({ script: pathToFileURL(`${folder}/thread.mjs`) }),
  });
  t.teardown(() => converter.close());
  t.ok((await converter.convert(report)).ok);
  t.notOk(existsSync(join(folder, 'started')));
  const converted = await converter.convert({ ...report, textPdf });
  t.ok(existsSync(join(folder, 'started')));
  const objects = converted.ok ? converted.value.bundles.flatMap(({ json }) => objectsOf(json)) : [];
  t.equal(objects.find(({ id }) => id === mainReportId)?.x_opencti_content, '%PDF-1.7');
});

for (const [what, code, message] of [
  ...hostile.map(([what, code, message]) => [what, code, message.replace(/convert(s?)/, 'read$1')] as const),
  ['a bug', 'throw new TypeError("x is not a function");', 'x is not a function'] as const,
])
  t.test(`${what} while a PDF is read costs the text, not the report`, async (t) => {
    const folder = t.testdir({
      'thread.mjs': `
        import { parentPort } from 'node:worker_threads';
        parentPort.on('message', () => { ${code} });`,
    });
    const script = pathToFileURL(`${folder}/thread.mjs`);
    const milliseconds = (): number => (code === endless ? 1000 : 60_000);
    const converter = createConverter({ reader: createPdfReader({ script, milliseconds, mebibytes: 64 }) });
    t.teardown(() => converter.close());
    const converted = await converter.convert({ ...report, textPdf });
    t.match(converted, { ok: true, value: { notes: [{ code: 'missing-text' }] } });
    t.match(converted.ok && converted.value.notes[0]?.message, message);
  });
