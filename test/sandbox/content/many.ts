import type { Content } from '../threatvision/items.js';
import { smallPdf } from './pdf.js';
import { stixBundle } from './stix.js';

export interface ManyItems {
  readonly reports: number;
  readonly bundles: number;
  readonly objectsPerItem: number;
  /** Unix seconds of the oldest report and the oldest bundle. */
  readonly from: number;
  readonly spacingSeconds: number;
  /** Bytes of each report's PDF; false: the list has no PDF URL. Default a small one. */
  readonly pdf?: number | false;
}

/** `report-000000` and `bundle-000000` are the oldest. Files are generated at each download. */
export function manyItems({
  reports,
  bundles,
  objectsPerItem,
  from,
  spacingSeconds,
  pdf,
}: ManyItems): Content {
  const one = (kind: string, index: number) => {
    const id = `${kind}-${String(index).padStart(6, '0')}`;
    const date = from + index * spacingSeconds;
    const story = { seed: id, date, objects: objectsPerItem, adversary: 'GlassHeron', malware: 'Mizuchi' };
    return { id, date, stix: () => stixBundle({ ...story, version: index % 2 === 0 ? '2.1' : '2.0' }) };
  };
  const pdfBytes = typeof pdf === 'number' ? smallPdf('generated', pdf) : undefined;
  return {
    reports: Array.from({ length: reports }, (_, index) => {
      const { id, date, stix } = one('report', index);
      return {
        alias: id,
        date,
        stix,
        ...(pdfBytes === undefined ? {} : { pdf: pdfBytes }),
        ...(pdf === false ? { listed: { pdf_url: null } } : {}),
      };
    }),
    bundles: Array.from({ length: bundles }, (_, index) => one('bundle', index)),
  };
}
