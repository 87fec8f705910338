import type { HttpFailure } from '../http/index.js';
import type { Conversion, ReportSource } from '../stix/index.js';
import type { Entry, ReportEntry, ThreatVision, ThreatVisionFailure } from '../threatvision/index.js';
import type { SyncOptions } from './options.js';

/** What could not be had of a report that is delivered all the same. */
export interface Missing {
  readonly lack: 'pdf' | 'stix';
  readonly reason: string;
  readonly message: string;
}

/** An item ready for its target. */
export interface PreparedItem {
  readonly conversion: Conversion;
  readonly missing: readonly Missing[];
}

export type Prepared =
  | { readonly ok: true; readonly item: PreparedItem }
  | { readonly ok: false; readonly failure: ThreatVisionFailure };

/**
 * Downloads and converts one item. A report whose STIX is empty or absent, or whose PDF cannot be had, comes all
 * the same, with what is missing named; STIX that is there but cannot be read is a failure.
 */
export async function prepareItem(
  entry: Entry,
  threatVision: ThreatVision,
  options: Pick<SyncOptions, 'attachPdf' | 'pdfMaxBytes' | 'conversion'>,
): Promise<Prepared> {
  const [stix, pdf, { convert }] = await Promise.all([
    downloadStix(entry, threatVision),
    entry.kind === 'reports' && options.attachPdf && entry.pdfUrl !== undefined
      ? downloadPdf(entry, entry.pdfUrl, threatVision, options.pdfMaxBytes)
      : undefined,
    // Loaded with the first item: an hourly run with nothing new needs none of it.
    import('../stix/index.js'),
  ]);
  if (!stix.ok) return stix;
  if (pdf?.type === 'failure') return { ok: false, failure: pdf.failure };

  const missing: Missing[] = [];
  if (pdf?.type === 'missing') missing.push(pdf.missing);
  const source = stix.value === undefined ? {} : { stix: stix.value };
  const conversion =
    entry.kind === 'reports'
      ? convert(reportSource(entry, source, pdf?.type === 'pdf' ? pdf.data : undefined), options.conversion)
      : convert({ kind: 'bundles', id: entry.id, date: entry.date, ...source }, options.conversion);
  if (entry.kind === 'reports' && conversion.sourceObjects === 0) {
    const message = 'its STIX is empty or absent: delivered with what the listing gives';
    missing.unshift({ lack: 'stix', reason: 'stix-absent', message });
  }
  return { ok: true, item: { conversion, missing } };
}

async function downloadStix(
  entry: Entry,
  threatVision: ThreatVision,
): Promise<{ ok: true; value: unknown } | { ok: false; failure: ThreatVisionFailure }> {
  const stix = await threatVision.downloadStix(entry);
  if (stix.ok) return { ok: true, value: stix.value.type === 'json' ? stix.value.value : undefined };
  const absent = stix.failure.reason === 'threatvision-missing' && entry.kind === 'reports';
  return absent ? { ok: true, value: undefined } : { ok: false, failure: stix.failure };
}

type Pdf =
  | { readonly type: 'pdf'; readonly data: Buffer }
  | { readonly type: 'missing'; readonly missing: Missing }
  | { readonly type: 'failure'; readonly failure: ThreatVisionFailure };

async function downloadPdf(
  entry: ReportEntry,
  url: URL,
  threatVision: ThreatVision,
  maxBytes: number,
): Promise<Pdf> {
  const missing = (reason: string, message: string): Pdf => ({
    type: 'missing',
    missing: { lack: 'pdf', reason, message },
  });
  const answer = await threatVision.download(url, `downloading the PDF of ${entry.id}`, maxBytes);
  if (answer.ok) {
    if (answer.value.toString('latin1', 0, 4) === '%PDF') return { type: 'pdf', data: answer.value };
    return missing('pdf-invalid', 'what the PDF link answers is no PDF');
  }
  const { failure } = answer;
  switch (failure.reason) {
    case 'threatvision-credentials':
      return { type: 'failure', failure };
    case 'threatvision-http':
      if (failure.http.reason === 'cancelled') return { type: 'failure', failure };
      if (failure.http.reason === 'too-large') {
        return missing('pdf-too-large', `its PDF is larger than teamt5.pdf_max_bytes (${maxBytes} bytes)`);
      }
      return missing('pdf-failed', `its PDF could not be downloaded: ${why(failure.http)}`);
    case 'threatvision-not-entitled':
      return missing('pdf-failed', 'the account may not download its PDF (HTTP 403)');
    case 'threatvision-missing':
      return missing('pdf-failed', 'its PDF is not there (HTTP 404)');
    case 'threatvision-answer':
      return missing('pdf-failed', `its PDF could not be downloaded: ${failure.message}`);
  }
}

const why = (failure: HttpFailure): string =>
  failure.reason === 'http-status' ? `HTTP ${failure.status}` : failure.reason;

function reportSource(
  entry: ReportEntry,
  stix: { readonly stix?: unknown },
  pdf: Buffer | undefined,
): ReportSource {
  const { id, title, digest, date, typeName, tags, pdfUrl, pageUrl } = entry;
  return {
    kind: 'reports',
    ...{ id, title, digest, date, tags, pageUrl },
    ...(typeName === undefined ? {} : { typeName }),
    ...(pdfUrl === undefined ? {} : { pdfUrl: pdfUrl.href }),
    ...stix,
    ...(pdf === undefined ? {} : { pdf: { name: `${id}.pdf`, data: pdf } }),
  };
}
