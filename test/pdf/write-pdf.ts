/** Writes small PDF files (ISO 32000-1) for the tests of the extraction. */
import { deflateSync } from 'node:zlib';

export interface DrawnText {
  readonly text: string;
  /** Points from the left and from the bottom. */
  readonly x: number;
  readonly y: number;
  /** Default 10. */
  readonly size?: number;
  /** Degrees, counterclockwise. */
  readonly turn?: number;
  readonly font?: CjkFont;
}

/** A font that is not in the file, with a predefined map of its characters. */
export interface CjkFont {
  readonly map: string;
  readonly ordering: 'GB1' | 'CNS1' | 'Japan1' | 'Korea1';
  /** The bytes of a text in the encoding of the map, in hexadecimal. */
  readonly encode: (text: string) => string;
}

type Part = string | Buffer;

/** `parts` are the objects 1, 2, …; the first one is the catalog. `trailer`: further entries. */
export function pdfOf(parts: readonly Part[], trailer = ''): Buffer {
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let length = chunks[0]?.length ?? 0;
  const add = (part: Part): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    chunks.push(bytes);
    length += bytes.length;
  };
  const offsets = parts.map((part, index) => {
    const offset = length;
    add(`${index + 1} 0 obj\n`);
    add(part);
    add('\nendobj\n');
    return offset;
  });
  const start = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const size = parts.length + 1;
  add(`xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`);
  add(`trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`);
  return Buffer.concat(chunks);
}

/** `entries`: further ones of its dictionary. */
export function streamOf(data: Part, entries = ''): Buffer {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
  const head = `<< /Length ${bytes.length} ${entries} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\nendstream')]);
}

export const compressed = (data: string): Buffer =>
  streamOf(deflateSync(Buffer.from(data, 'latin1')), '/Filter /FlateDecode');

/** A PDF of these texts, A4, in Helvetica or in the fonts that they name. */
export function textPdf(pages: readonly (readonly DrawnText[])[]): Buffer {
  const fonts = [...new Set(pages.flat().flatMap(({ font }) => font ?? []))];
  const firstFont = 3;
  const firstPage = firstFont + 1 + 2 * fonts.length;
  const names = fonts.map((_, index) => `/F${index + 1} ${firstFont + 1 + 2 * index} 0 R`).join(' ');
  const resources = `<< /Font << /F0 ${firstFont} 0 R ${names} >> >>`;
  const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...fonts.flatMap((font, index) => cjkFont(font, firstFont + 2 + 2 * index)),
    ...pages.flatMap((texts, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents ${firstPage + 2 * index + 1} 0 R >>`,
      compressed(texts.map((text) => drawing(text, fonts)).join('\n')),
    ]),
  ]);
}

function cjkFont({ map, ordering }: CjkFont, descendant: number): string[] {
  const info = `<< /Registry (Adobe) /Ordering (${ordering}) /Supplement 0 >>`;
  return [
    `<< /Type /Font /Subtype /Type0 /BaseFont /Sample-${map} /Encoding /${map} /DescendantFonts [${descendant} 0 R] >>`,
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Sample /CIDSystemInfo ${info} /DW 1000
      /FontDescriptor << /Type /FontDescriptor /FontName /Sample /Flags 4 /FontBBox [0 -200 1000 900]
      /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >> >>`,
  ];
}

function drawing({ text, x, y, size = 10, turn = 0, font }: DrawnText, fonts: readonly CjkFont[]): string {
  const angle = (turn * Math.PI) / 180;
  const matrix = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), x, y];
  const name = font === undefined ? 'F0' : `F${fonts.indexOf(font) + 1}`;
  const shown = font === undefined ? `(${text.replace(/[\\()]/g, '\\$&')})` : `<${font.encode(text)}>`;
  return `BT /${name} ${size} Tf ${matrix.map((value) => value.toFixed(4)).join(' ')} Tm ${shown} Tj ET`;
}
