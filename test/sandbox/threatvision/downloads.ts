import { smallPdf } from '../content/pdf.js';
import { indicatorLines, stixBundle, type StixBundle } from '../content/stix.js';
import type { SandboxResponse } from '../types.js';
import type { BundleItem, Download, ReportItem } from './items.js';
import { failure } from './json.js';

const contentTypes = {
  stix: 'application/json; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
} as const;
export type Format = keyof typeof contentTypes;

export function isFormat(text: string): text is Format {
  return text in contentTypes;
}

export function reportDownload(report: ReportItem, format: Format): Download | undefined {
  if (format === 'stix') return report.stix ?? defaultStix(report.alias, report.date);
  if (format === 'pdf') return report.pdf ?? smallPdf(report.alias);
  return undefined;
}

/** By default, CSV and TXT contain the indicators of the STIX, unless it is raw text. */
export function bundleDownload(bundle: BundleItem, format: Format): Download | undefined {
  const stix = bundle.stix ?? defaultStix(String(bundle.id), bundle.date);
  if (format === 'stix') return stix;
  if (format === 'csv')
    return bundle.csv ?? (() => lines('type,value', ...indicators(stix).map((line) => line.join(','))));
  if (format === 'txt') return bundle.txt ?? (() => lines(...indicators(stix).map(([, value]) => value)));
  return undefined;
}

function indicators(stix: Download): ReturnType<typeof indicatorLines> {
  const stored = typeof stix === 'function' ? stix() : stix;
  return typeof stored === 'object' && 'objects' in stored ? indicatorLines(stored.objects) : [];
}

function lines(...text: readonly string[]): string {
  return text.map((line) => `${line}\n`).join('');
}

function defaultStix(seed: string, date: number): StixBundle {
  return stixBundle({ seed, version: '2.1', date, objects: 7, adversary: 'GlassHeron', malware: 'Mizuchi' });
}

export function sendDownload(download: Download, format: Format): SandboxResponse {
  const stored = typeof download === 'function' ? download() : download;
  if (typeof stored === 'number') return failure(stored, `refused with ${stored}`);
  const body = typeof stored === 'string' || Buffer.isBuffer(stored) ? stored : JSON.stringify(stored);
  return { status: 200, headers: { 'content-type': contentTypes[format] }, body };
}
