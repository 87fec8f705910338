import type { ConversionSettings, ReportSource } from '../conversion.js';
import { standardId, tlpIds } from '../ids/index.js';
import { objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { cut } from '../repair/names.js';
import { timestampOfUnix } from '../values/timestamp.js';
import { digestText } from './digest.js';
import { reportTypes } from './report-types.js';

/** Longer titles go on in the description. */
const longestTitle = 500;

/**
 * The report of the listing as a STIX report about every object in `content`. Where the source's own STIX has an
 * object with the same id (our own bundle came back), that object is continued: its references stay.
 */
export function reportObject(
  source: ReportSource,
  settings: ConversionSettings,
  author: string,
  content: readonly JsonObject[],
  note: TakeNote,
): JsonObject {
  const published = timestampOfUnix(source.date);
  const title = source.title.trim() === '' ? `TeamT5 report ${source.id}` : source.title.trim();
  const head = { type: 'report', spec_version: '2.1', name: cut(title, longestTitle), published };
  const id = standardId(head) ?? '';
  const earlier = content.find((object) => object.id === id);
  return {
    ...earlier,
    ...head,
    id,
    created_by_ref: author,
    created: published,
    modified: published,
    description: descriptionOf(source, title, head.name) ?? earlier?.description,
    report_types: reportTypes(source.typeName, settings.reportTypes, note) ?? earlier?.report_types,
    object_refs: contentRefs(content, id, author),
    labels: labelsOf(source, earlier),
    confidence: settings.confidence ?? earlier?.confidence,
    external_references: links(source, earlier),
    object_marking_refs: earlier?.object_marking_refs ?? [tlpIds[settings.tlp]],
    x_opencti_reliability: settings.reliability ?? earlier?.x_opencti_reliability,
  };
}

function descriptionOf(source: ReportSource, title: string, name: string): string | undefined {
  const digest = digestText(source.digest);
  const text = name === title ? digest : `${title}\n\n${digest}`.trim();
  return text === '' ? undefined : text;
}

/**
 * Every object but markings and the author, who are no content. A report without any STIX refers to its author, because
 * STIX 2.1 section 4.15 requires at least one reference. Of a report that the platform takes for this very one
 * (same name and time) it would be a reference to itself.
 */
function contentRefs(content: readonly JsonObject[], id: string, author: string): readonly string[] {
  const refs = content
    .filter((object) => object.type !== 'marking-definition' && object.id !== id && object.id !== author)
    .filter((object) => object.type !== 'report' || standardId(object) !== id)
    .flatMap((object) => textOf(object, 'id') ?? [])
    .sort();
  return refs.length > 0 ? refs : [author];
}

function labelsOf(source: ReportSource, earlier: JsonObject | undefined): readonly string[] | undefined {
  const given = source.tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  const labels = [...new Set([...given, ...(earlier ? textsOf(earlier, 'labels') : [])])];
  return labels.length > 0 ? labels : undefined;
}

/** The PDF and the page for people, each a reference of its own. */
function links(source: ReportSource, earlier: JsonObject | undefined): readonly JsonObject[] {
  const pdf = { source_name: 'Team T5', description: 'The report as PDF', url: source.pdfUrl };
  const page = { source_name: 'Team T5', description: 'The report on ThreatVision', url: source.pageUrl };
  const all = [pdf, page, ...(earlier ? objectsOf(earlier, 'external_references') : [])];
  const byUrl = new Map<unknown, JsonObject>();
  for (const link of all) {
    const key = link.url ?? JSON.stringify(link);
    if ((link.url !== undefined || link !== pdf) && !byUrl.has(key)) byUrl.set(key, link);
  }
  return [...byUrl.values()];
}

/** The report with its PDF attached (docs/opencti-api.md#pdf-files), marked like the report itself. */
export function withPdf(report: JsonObject, pdf: NonNullable<ReportSource['pdf']>): JsonObject {
  return {
    ...report,
    x_opencti_files: [
      {
        name: pdf.name.slice(0, 200),
        data: Buffer.from(pdf.data.buffer, pdf.data.byteOffset, pdf.data.byteLength).toString('base64'),
        mime_type: 'application/pdf',
        no_trigger_import: true,
        object_marking_refs: report.object_marking_refs,
      },
    ],
  };
}
