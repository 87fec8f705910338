/** A valid one-page PDF with `text` (ASCII letters only); comment lines pad it to `bytes`. */
export function smallPdf(text: string, bytes = 0): Buffer {
  const shown = text.replace(/[^\x20-\x7e]|[()\\]/g, '?');
  const drawing = `BT /F1 18 Tf 40 780 Td (${shown}) Tj ET`;
  const parts = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  const head = '%PDF-1.4\n';
  const padding = `%${' '.repeat(78)}\n`.repeat(Math.ceil(bytes / 80));
  let file = head + padding;
  const offsets = parts.map((part, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${part}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = parts.length + 1;
  return Buffer.from(
    `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`,
    'latin1',
  );
}
