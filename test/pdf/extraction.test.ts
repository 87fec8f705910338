/** The text of whole PDFs, read in the thread that reads them in a run. */
import t from 'tap';

import { createPdfReader } from '../../src/converter/pdf-reader.js';
import {
  bombPdf,
  cjkPdf,
  cjkTexts,
  columnsPdf,
  cyclicPdf,
  deepPdf,
  encryptedPdf,
  hostile,
  hostilePdf,
  imagePdf,
  listPdf,
  manyPages,
  plainPdf,
  prose,
  recursivePdf,
  tablePdf,
  tableRows,
  truncatedPdf,
  vertical,
} from './samples.js';
import { textPdf } from './write-pdf.js';

const reader = createPdfReader();
t.teardown(() => reader.close());

async function htmlOf(pdf: Buffer): Promise<string> {
  const text = await reader.read(pdf);
  if (text.type !== 'whole') throw new Error(`${text.type}: ${text.message}`);
  return text.html;
}

t.test('headings by size, and paragraphs', async (t) => {
  t.equal(
    await htmlOf(plainPdf()),
    '<h1>Annual Threat Report</h1><h2>Findings</h2>' +
      '<p>The group uses a loader that is started by a signed program, which loads a library from the same folder. ' +
      'The loader decrypts the payload in memory and connects to evil.example over port 443. ' +
      'The payload is known as PlugX.</p>' +
      '<p>A second paragraph follows after a gap, and ends the page with the hyphenated word.</p>',
  );
});

t.test('lists of bullets and of numbers', async (t) => {
  t.equal(
    await htmlOf(listPdf()),
    '<p>The actor takes three steps:</p>' +
      '<ul><li>Mail with a link</li><li>A loader that runs from memory and is never written to disk</li>' +
      '<li>Exfiltration</li></ul>' +
      '<ol><li>Block the hosts</li><li>Search the logs</li><li>Report</li></ol>' +
      '<p>In all, 2024 was a busy year.</p>',
  );
});

t.test('a table between paragraphs', async (t) => {
  const rows = tableRows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  t.equal(
    await htmlOf(tablePdf()),
    '<p>The indicators of this campaign are listed in the table below, with the day of the first use.</p>' +
      `<table><tbody>${rows.join('')}</tbody></table>` +
      '<p>They were confirmed by two sources in the same week.</p>',
  );
});

t.test('two columns are read one after the other', async (t) => {
  t.equal(
    await htmlOf(columnsPdf()),
    '<h1>A title across both columns of the page</h1>' +
      `<p>${prose('L', 20).join(' ')}</p><p>${prose('R', 16).join(' ')}</p>` +
      '<p>A last remark goes across the whole page, below both columns of this page, from edge to edge.</p>',
  );
});

t.test('Chinese, Japanese and Korean text of fonts that are not in the file', async (t) => {
  t.equal(await htmlOf(cjkPdf()), cjkTexts.map(([text]) => `<p>${text}</p>`).join(''));
});

t.test('vertical writing is read from right to left', async (t) => {
  const pdf = textPdf([
    [
      { text: '二行目の文章です。', font: vertical, x: 480, y: 700, size: 12 },
      { text: '縦書きの文章です。', font: vertical, x: 500, y: 700, size: 12 },
    ],
  ]);
  t.equal(await htmlOf(pdf), '<p>縦書きの文章です。二行目の文章です。</p>');
});

t.test('hostile text stays text', async (t) => {
  const html = await htmlOf(hostilePdf());
  const escaped = hostile.map((text) =>
    text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
  );
  t.equal(html, [...escaped, 'bell [31mred'].map((text) => `<p>${text}</p>`).join(''));
});

t.test('a page break is a line, and headers are kept once', async (t) => {
  const html = await htmlOf(manyPages(4, 1));
  const pages = html.split('<hr>');
  t.strictSame(pages, [
    `<p>TLP:AMBER Quarterly</p><p>${prose('P0x', 1).join('')}</p><p>Page 1 of 4</p>`,
    ...[1, 2, 3].map((page) => `<p>${prose(`P${page}x`, 1).join('')}</p>`),
  ]);
});

t.test('more than 300 pages are cut', async (t) => {
  const text = await reader.read(manyPages(310, 1));
  t.match(text, { type: 'part', message: 'only the first 300 of 310 pages are read' });
  t.ok(text.type === 'part' && text.html.includes('P299x0') && !text.html.includes('P300x0'));
});

t.test('a PDF without text that can be read has none', async (t) => {
  t.strictSame(await reader.read(encryptedPdf()), { type: 'none', message: 'is encrypted with a password' });
  t.strictSame(await reader.read(imagePdf()), {
    type: 'none',
    message: 'has images or drawings only',
  });
  for (const broken of [truncatedPdf(), Buffer.from('%PDF-1.7\nnothing'), Buffer.alloc(0)])
    t.match(await reader.read(broken), { type: 'none', message: /^cannot be read: / });
});

t.test('a wrong table of objects does not matter', async (t) => {
  const moved = Buffer.from(
    plainPdf()
      .toString('latin1')
      .replace(/startxref\n\d+/, 'startxref\n7'),
    'latin1',
  );
  t.match(await htmlOf(moved), /Annual Threat Report/);
});

t.test('circles and depth of the file do not matter', async (t) => {
  t.match(await reader.read(cyclicPdf()), { type: 'part', html: '<p>Readable text</p>' });
  t.equal(await htmlOf(deepPdf(2000)), '<p>Readable text</p>');
  t.equal(await htmlOf(recursivePdf()), '<p>Readable text</p>');
});

t.test('a stream beyond 256 MiB costs its page a part of the text, and the next PDF nothing', async (t) => {
  t.match(await reader.read(bombPdf(300_000_000)), {
    type: 'part',
    message: '1 page cannot be read as a whole',
    html: /Readable text/,
  });
  t.match(await htmlOf(plainPdf()), /Annual Threat Report/);
});

t.test('the thread has limits of time and memory', async (t) => {
  const slow = createPdfReader({ milliseconds: () => 1 });
  const small = createPdfReader({ mebibytes: 8 });
  t.teardown(() => {
    slow.close();
    small.close();
  });
  t.strictSame(await slow.read(manyPages(20, 20)), { type: 'none', message: 'takes more than 0 s to read' });
  t.strictSame(await small.read(manyPages(20, 20)), {
    type: 'none',
    message: 'takes more than 8 MiB of memory to read',
  });
});
