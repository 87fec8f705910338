import type { HttpFailure } from '../http/index.js';
import { err, ok, type Result } from '../lib/index.js';
import type { Conversion, ReportSource } from '../stix/index.js';
import type { Entry, ReportEntry, ThreatVision, ThreatVisionFailure } from '../threatvision/index.js';
import type { MissingPart, SyncOptions } from './types.js';

/** An item ready for its target. */
export interface PreparedItem {
  readonly conversion: Conversion;
  readonly missing: readonly MissingPart[];
}

/**
 * Downloads and converts one item. A report whose STIX is empty or absent, or whose PDF cannot be had, is prepared all
 * the same, with the missing parts named; STIX that exists but cannot be read is a failure.
 */
export async function prepareItem(
  entry: Entry,
  source: Pick<ThreatVision, 'download' | 'downloadStix'>,
  options: Pick<SyncOptions, 'attachPdf' | 'pdfMaxBytes' | 'conversion'>,
): Promise<Result<PreparedItem, ThreatVisionFailure>> {
  const [stix, pdf, { convert }] = await Promise.all([
    downloadStix(entry, source),
    entry.kind === 'reports' && options.attachPdf && entry.pdfUrl !== undefined
      ? downloadPdf(entry, entry.pdfUrl, source, options.pdfMaxBytes)
      : undefined,
    // Loaded with the first item: an hourly run with nothing new needs none of it.
    import('../stix/index.js'),
  ]);
  if (!stix.ok) return stix;
  if (pdf?.type === 'failure') return err(pdf.failure);

  const missing: MissingPart[] = [];
  if (pdf?.type === 'missing') missing.push(pdf.missing);
  const conversion =
    entry.kind === 'reports'
      ? convert(
          reportSource(entry, stix.value, pdf?.type === 'pdf' ? pdf.data : undefined),
          options.conversion,
        )
      : convert({ kind: 'bundles', id: entry.id, date: entry.date, stix: stix.value }, options.conversion);
  if (entry.kind === 'reports' && conversion.sourceObjects === 0) {
    const message = 'its STIX is empty or absent: delivered from its listing entry alone';
    missing.unshift({ part: 'stix', reason: 'stix-absent', message });
  }
  return ok({ conversion, missing });
}

/** The parsed STIX; undefined if there is none, which a report survives. */
async function downloadStix(
  entry: Entry,
  source: Pick<ThreatVision, 'downloadStix'>,
): Promise<Result<unknown, ThreatVisionFailure>> {
  const stix = await source.downloadStix(entry);
  if (stix.ok) return ok(stix.value.type === 'json' ? stix.value.value : undefined);
  const absent = stix.failure.reason === 'threatvision-missing' && entry.kind === 'reports';
  return absent ? ok(undefined) : stix;
}

type Pdf =
  | { readonly type: 'pdf'; readonly data: Buffer }
  | { readonly type: 'missing'; readonly missing: MissingPart }
  | { readonly type: 'failure'; readonly failure: ThreatVisionFailure };

async function downloadPdf(
  entry: ReportEntry,
  url: URL,
  source: Pick<ThreatVision, 'download'>,
  maxBytes: number,
): Promise<Pdf> {
  const answer = await source.download(url, `downloading the PDF of ${entry.id}`, maxBytes);
  if (answer.ok) {
    if (answer.value.toString('latin1', 0, 4) === '%PDF') return { type: 'pdf', data: answer.value };
    return missingPdf('pdf-invalid', 'the file behind its PDF link is not a PDF');
  }
  const { failure } = answer;
  switch (failure.reason) {
    case 'threatvision-credentials':
      return { type: 'failure', failure };
    case 'threatvision-http':
      if (failure.http.reason === 'cancelled') return { type: 'failure', failure };
      if (failure.http.reason === 'too-large') {
        return missingPdf('pdf-too-large', `its PDF is larger than teamt5.pdf_max_bytes (${maxBytes} bytes)`);
      }
      return missingPdf('pdf-failed', `its PDF could not be downloaded: ${shortReason(failure.http)}`);
    case 'threatvision-not-entitled':
      return missingPdf('pdf-failed', `PDF access denied for this account (HTTP ${failure.status})`);
    case 'threatvision-missing':
      return missingPdf('pdf-failed', `its PDF does not exist (HTTP ${failure.status})`);
    case 'threatvision-answer':
      return missingPdf('pdf-failed', `its PDF could not be downloaded: ${failure.message}`);
  }
}

function missingPdf(reason: string, message: string): Pdf {
  return { type: 'missing', missing: { part: 'pdf', reason, message } };
}

function shortReason(failure: HttpFailure): string {
  return failure.reason === 'http-status' ? `HTTP ${failure.status}` : failure.reason;
}

function reportSource(entry: ReportEntry, stix: unknown, pdf: Buffer | undefined): ReportSource {
  const { id, title, digest, date, typeName, tags, pdfUrl, pageUrl } = entry;
  return {
    kind: 'reports',
    id,
    title,
    digest,
    date,
    tags,
    pageUrl,
    typeName,
    pdfUrl: pdfUrl?.href,
    stix,
    pdf: pdf === undefined ? undefined : { name: `${id}.pdf`, data: pdf },
  };
}
