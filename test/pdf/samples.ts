/** PDFs with known text. */
import { deflateSync } from 'node:zlib';

import { type CjkFont, compressed, type DrawnText, pdfOf, streamOf, textPdf } from './write-pdf.js';

/** Lines below each other from `y` on. */
export function lines(
  texts: readonly string[],
  { x = 60, y = 760, step = 13, size = 10 }: { x?: number; y?: number; step?: number; size?: number } = {},
): DrawnText[] {
  return texts.map((text, index) => ({ text, x, y: y - index * step, size }));
}

/** Fifteen words of running text in lines of the width of a column. */
export const prose = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${word}${index} the group sent mail with a link to staff`);

const utf16 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

/** Texts in encodings that Node.js does not write → their bytes. */
const encoded: Readonly<Record<string, string>> = {
  '攻击者使用钓鱼邮件。': 'b9a5bbf7d5dfcab9d3c3b5f6d3e3d3cabcfea1a3',
  惡意程式分析報告: 'b463b74eb57ba6a1a4c0aa52b3f8a769',
  日本語のレポート: '93fa967b8cea82cc838c837c815b8367',
  '한국어 위협 보고서': 'c7d1b1b9beee20c0a7c7f920bab8b0edbcad',
};
const known = (text: string): string => encoded[text] ?? '';

export const cjkTexts: readonly (readonly [text: string, font: CjkFont])[] = [
  ['台湾半导体供应链遭到攻击。', { map: 'UniGB-UCS2-H', ordering: 'GB1', encode: utf16 }],
  ['攻击者使用钓鱼邮件。', { map: 'GBK-EUC-H', ordering: 'GB1', encode: known }],
  ['針對台灣半導體供應鏈之攻擊活動', { map: 'UniCNS-UCS2-H', ordering: 'CNS1', encode: utf16 }],
  ['惡意程式分析報告', { map: 'ETen-B5-H', ordering: 'CNS1', encode: known }],
  ['日本語のレポート', { map: '90ms-RKSJ-H', ordering: 'Japan1', encode: known }],
  ['標的型攻撃キャンペーン', { map: 'UniJIS-UCS2-H', ordering: 'Japan1', encode: utf16 }],
  ['한국어 위협 보고서', { map: 'KSCms-UHC-H', ordering: 'Korea1', encode: known }],
  ['북한 해킹 조직', { map: 'UniKS-UCS2-H', ordering: 'Korea1', encode: utf16 }],
];

export const vertical: CjkFont = { map: 'UniJIS-UCS2-V', ordering: 'Japan1', encode: utf16 };

export const plainPdf = (): Buffer =>
  textPdf([
    [
      { text: 'Annual Threat Report', x: 60, y: 790, size: 24 },
      { text: 'Findings', x: 60, y: 750, size: 16 },
      ...lines(
        [
          'The group uses a loader that is started by a signed program, which loads a library from the',
          'same folder. The loader decrypts the payload in memory and connects to evil.example over',
          'port 443. The payload is known as PlugX.',
        ],
        { y: 725 },
      ),
      ...lines(['A second paragraph follows after a gap, and ends the page with the hyphen-', 'ated word.'], {
        y: 670,
      }),
    ],
  ]);

export const listPdf = (): Buffer =>
  textPdf([
    [
      ...lines(['The actor takes three steps:']),
      ...['Mail with a link', 'A loader that runs from memory and is', 'Exfiltration'].flatMap(
        (text, index) => [
          { text: '\x95', x: 70, y: 740 - 26 * index },
          { text, x: 90, y: 740 - 26 * index },
        ],
      ),
      { text: 'never written to disk', x: 90, y: 740 - 39 },
      ...lines(['1. Block the hosts', '2. Search the logs', '3. Report'], { y: 640 }),
      ...lines(['In all, 2024 was a busy year.'], { y: 580 }),
    ],
  ]);

export const tableRows = [
  ['Type', 'Value', 'Seen'],
  ['domain', 'evil.example', '2026-01-02'],
  ['ipv4', '198.51.100.7', '2026-02-03'],
  ['file', 'loader.dll', ''],
  ['domain', 'bad.example', '2026-03-04'],
] as const;

export const tablePdf = (): Buffer =>
  textPdf([
    [
      ...lines([
        'The indicators of this campaign are listed in the table below, with the day of the first use.',
      ]),
      ...tableRows.flatMap((row, index) =>
        row.flatMap((text, column) =>
          text === '' ? [] : [{ text, x: [60, 160, 400][column] ?? 0, y: 730 - 16 * index }],
        ),
      ),
      ...lines(['They were confirmed by two sources in the same week.'], { y: 620 }),
    ],
  ]);

/** The right column is a little lower, as often, and the left one is longer. */
export const columnsPdf = (): Buffer =>
  textPdf([
    [
      { text: 'A title across both columns of the page', x: 120, y: 790, size: 18 },
      ...lines(prose('L', 20), { x: 50, y: 750 }),
      ...lines(prose('R', 16), { x: 310, y: 748 }),
      ...lines(
        ['A last remark goes across the whole page, below both columns of this page, from edge to edge.'],
        {
          x: 50,
          y: 440,
        },
      ),
    ],
  ]);

export const cjkPdf = (): Buffer =>
  textPdf([cjkTexts.map(([text, font], index) => ({ text, font, x: 60, y: 760 - 40 * index, size: 12 }))]);

export const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'a & b &lt;b&gt; "quoted" \'too\'',
  'javascript:alert(1)',
];

export const hostilePdf = (): Buffer =>
  textPdf([lines(hostile, { step: 40 }).concat(lines(['\x07bell\x1b[31mred'], { y: 500 }))]);

export const manyPages = (count: number, perPage = 30): Buffer =>
  textPdf(
    Array.from({ length: count }, (_, index) => [
      { text: 'TLP:AMBER Quarterly', x: 60, y: 810, size: 8 },
      ...lines(prose(`P${index}x`, perPage)),
      { text: `Page ${index + 1} of ${count}`, x: 280, y: 30, size: 8 },
    ]),
  );

/** A standard security handler whose passwords nobody knows. */
export const encryptedPdf = (): Buffer => {
  const random = 'ab'.repeat(32);
  return pdfOf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [] /Count 0 >>',
      `<< /Filter /Standard /V 1 /R 2 /Length 40 /O <${random}> /U <${random}> /P -64 >>`,
    ],
    '/Encrypt 3 0 R /ID [<00112233> <00112233>]',
  );
};

/** Cut within its second page, so that the table of objects is lost, too. */
export const truncatedPdf = (): Buffer => {
  const whole = textPdf([lines(prose('First', 20)), lines(prose('Second', 20))]);
  return whole.subarray(0, whole.lastIndexOf('endstream') - 60);
};

const page = (contents: string, resources = ''): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << ${resources} >> /Contents ${contents} >>`;

const helvetica = '/Font << /F0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>';
const hello = 'BT /F0 12 Tf 60 700 Td (Readable text) Tj ET';

export const imagePdf = (): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    page('4 0 R', '/XObject << /I 5 0 R >>'),
    streamOf('q 500 0 0 700 40 60 cm /I Do Q'),
    streamOf(
      deflateSync(Buffer.alloc(100 * 100)),
      '/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode',
    ),
  ]);

/** Kids that are their own parents. */
export const cyclicPdf = (): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 1000000 >>',
    page('4 0 R', helvetica),
    streamOf(hello),
  ]);

/** A page tree of this many levels. */
export const deepPdf = (levels: number): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    ...Array.from({ length: levels }, (_, index) => `<< /Type /Pages /Kids [${index + 3} 0 R] /Count 1 >>`),
    page(`${levels + 3} 0 R`, helvetica),
    streamOf(hello),
  ]);

/** A form that draws itself. */
export const recursivePdf = (): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    page('4 0 R', `${helvetica} /XObject << /X 5 0 R >>`),
    streamOf(`${hello} /X Do`),
    streamOf(
      '/X Do /X Do',
      '/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /X 5 0 R >> >>',
    ),
  ]);

/** Two pages; the font of the first one has a file that is decompressed to this many bytes. */
export const bombPdf = (bytes: number): Buffer => {
  const repeated = Buffer.alloc(Math.ceil(bytes / 64), Buffer.from([129, 0]));
  const bomb = deflateSync(Buffer.concat([repeated, Buffer.from([128])]));
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    page(
      '5 0 R',
      `/Font << /F0 << /Type /Font /Subtype /TrueType /BaseFont /Bomb /FirstChar 32 /LastChar 33 /Widths [500 500]
        /FontDescriptor << /Type /FontDescriptor /FontName /Bomb /Flags 32 /FontFile2 6 0 R >> >> >>`,
    ),
    page('5 0 R', helvetica),
    compressed(hello),
    streamOf(bomb, '/Filter [/FlateDecode /RunLengthDecode]'),
  ]);
};
