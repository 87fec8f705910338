/** The target of PDFs, which are read in a thread of their own, as in a run. */
import { ok as assert } from 'node:assert';

import { createPdfReader } from '../../src/converter/pdf-reader.js';
import { cyclicPdf, hostilePdf, imagePdf, plainPdf, recursivePdf } from '../pdf/samples.js';
import { pdfOf, streamOf } from '../pdf/write-pdf.js';
import type { Target } from './targets.js';

const reader = createPdfReader();

/** Not compressed, so that mutations change what is drawn. */
const readable = (): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [4 0 R] /Count 1 >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /UniJIS-UTF16-H /DescendantFonts [6 0 R] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate 0 /Resources << /Font << /F0 7 0 R /F1 3 0 R >> >> /Contents 5 0 R >>',
    streamOf(
      'BT /F0 18 Tf 50 780 Td (Heading) Tj /F0 10 Tf 0 -40 Td 12 TL (One) Tj T* [(Two) -600 (cells)] TJ T* (A <b>) Tj /F1 10 Tf 0 -20 Td <65e5672c> Tj ET q 1 0 0 1 10 10 cm BT 0 1 -1 0 300 300 Tm /F0 10 Tf (turned) Tj ET Q',
    ),
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 6 >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]);

const allowed = /<\/?(?:h[1-6]|p|ul|ol(?: start="\d+")?|li|table|tbody|tr|td|hr|br)>/g;

export const pdf: Target = {
  seeds: () =>
    [readable(), plainPdf(), hostilePdf(), cyclicPdf(), recursivePdf(), imagePdf()].map((seed) =>
      seed.toString('latin1'),
    ),
  // pdf.js searches the objects of a broken file in quadratic time: 64 KiB of their starts take some six seconds.
  slow: 20_000,
  // The start of the thread takes longer than any input.
  prepare: async () => {
    await reader.read(readable());
  },
  run: async (input) => {
    const text = await reader.read(Buffer.from(input, 'latin1'));
    if (text.type !== 'whole')
      assert(!/bug of this program|takes more than|ended the thread/.test(text.message), text.message);
    if (text.type !== 'none') assert(!/[<>"']/.test(text.html.replace(allowed, '')), text.html);
  },
  close: () => reader.close(),
};
