import type { HttpFailure } from '../http/index.js';
import { err, ok, type Result } from '../lib/index.js';
import type { ConversionFailure, ConversionJob, Convert } from '../converter/index.js';
import type { Conversion } from '../stix/index.js';
import type { Entry, ReportEntry, ThreatVision, ThreatVisionFailure } from '../threatvision/index.js';
import type { MissingPart, SyncOptions } from './types.js';

export interface PreparedItem {
  readonly conversion: Conversion;
  readonly missing: readonly MissingPart[];
}

export type PrepareFailure = ThreatVisionFailure | ConversionLimitFailure;

/** More time or memory than a conversion can have: a failure of the item. */
export interface ConversionLimitFailure {
  readonly reason: 'conversion-limit';
  readonly operation: string;
  readonly message: string;
}

/** A report without STIX or PDF is prepared, with the missing parts named; unreadable STIX is a failure. */
export async function prepareItem(
  entry: Entry,
  source: Pick<ThreatVision, 'download' | 'downloadStix'>,
  convert: Convert,
  options: Pick<SyncOptions, 'attachPdf' | 'reportText' | 'pdfMaxBytes' | 'conversion'>,
): Promise<Result<PreparedItem, PrepareFailure>> {
  const { attachPdf, reportText } = options;
  const [stix, pdf] = await Promise.all([
    downloadStix(entry, source),
    entry.kind === 'reports' && (attachPdf || reportText) && entry.pdfUrl !== undefined
      ? downloadPdf(entry, entry.pdfUrl, source, options.pdfMaxBytes)
      : undefined,
  ]);
  if (!stix.ok) return stix;
  if (pdf?.type === 'failure') return err(pdf.failure);

  const missing: MissingPart[] = [];
  if (pdf?.type === 'missing') missing.push(pdf.missing);
  const data = pdf?.type === 'pdf' ? pdf.data : undefined;
  const conversion = await convert({
    source: sourceOf(entry, attachPdf ? data : undefined),
    stix: stix.value,
    textPdf: reportText ? data : undefined,
    settings: options.conversion,
  });
  if (!conversion.ok) return err(failureOf(entry, conversion.failure));
  if (entry.kind === 'reports' && conversion.value.sourceObjects === 0) {
    const message = 'its STIX is empty or absent: delivered from its listing entry alone';
    missing.unshift({ part: 'stix', reason: 'stix-absent', message });
  }
  return ok({ conversion: conversion.value, missing });
}

function failureOf({ id, stixUrl }: Entry, { reason, message }: ConversionFailure): PrepareFailure {
  const operation = `converting the STIX of ${id}`;
  if (reason === 'conversion-limit') return { reason, operation, message: `the response ${message}` };
  const url = `${stixUrl.origin}${stixUrl.pathname}`;
  return {
    reason: 'threatvision-answer',
    operation: `downloading the STIX of ${id}`,
    url,
    message: `the response ${message}`,
  };
}

/** The bytes of the STIX; undefined if there are none, which a report survives. */
async function downloadStix(
  entry: Entry,
  source: Pick<ThreatVision, 'downloadStix'>,
): Promise<Result<Buffer | undefined, ThreatVisionFailure>> {
  const stix = await source.downloadStix(entry);
  if (stix.ok) return ok(stix.value.type === 'stix' ? stix.value.body : undefined);
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
  switch (failure.reason) {
    case 'http-status':
      return `HTTP ${failure.status}`;
    case 'network':
      return 'ThreatVision was not reachable';
    case 'timeout':
      return `ThreatVision did not respond within ${failure.seconds} s`;
    case 'redirect-refused':
      return failure.why;
    default:
      return failure.reason;
  }
}

function sourceOf(entry: Entry, pdf: Buffer | undefined): ConversionJob['source'] {
  if (entry.kind === 'bundles') return { kind: 'bundles', id: entry.id, date: entry.date };
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
    pdf: pdf === undefined ? undefined : { name: `${id}.pdf`, data: pdf },
  };
}
