import type { StepContext } from '../context.js';
import type { ReportSource } from '../conversion.js';
import { standardId, tlpIds } from '../ids/standard.js';
import { isReferable } from '../importer/rows.js';
import { objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import { shortenText } from '../repair/names.js';
import { timestampOfUnix } from '../values/timestamp.js';
import { digestText } from './digest.js';
import { publicLink } from './public-link.js';

/** A longer title continues in the description (docs/opencti-api.md#limits-of-the-importer). */
const longestTitle = 100_000;

/**
 * Returns the report of the listing as a STIX report about all objects in `content`. If the content already has the report
 * with this id (a bundle of this program came back), its references and properties stay.
 */
export function reportObject(
  source: ReportSource,
  content: readonly JsonObject[],
  context: Pick<StepContext, 'authorId' | 'note' | 'settings'>,
): JsonObject {
  const { authorId, settings } = context;
  const head = headOf(source);
  const { published } = head;
  const id = reportId(source);
  const earlier = content.find((object) => object.id === id);
  return {
    ...earlier,
    ...head,
    id,
    created_by_ref: authorId,
    created: published,
    modified: published,
    description: descriptionOf(source, head.name) ?? earlier?.description,
    report_types: reportTypes(source.typeName, context) ?? earlier?.report_types,
    object_refs: contentRefs(content, id, authorId),
    labels: labelsOf(source, earlier),
    confidence: settings.confidence ?? earlier?.confidence ?? settings.maxConfidence,
    external_references: links(source, earlier),
    object_marking_refs: earlier?.object_marking_refs ?? [tlpIds[settings.tlp]],
    x_opencti_reliability: settings.reliability ?? earlier?.x_opencti_reliability,
  };
}

/** Returns the id of the report, which depends on its entry in the listing alone. */
export function reportId(source: ReportSource): string {
  return standardId(headOf(source)) ?? '';
}

function headOf(source: ReportSource) {
  return {
    type: 'report',
    spec_version: '2.1',
    name: shortenText(titleOf(source), longestTitle),
    published: timestampOfUnix(source.date),
  };
}

function titleOf({ id, title }: ReportSource): string {
  return title.trim() === '' ? `TeamT5 report ${id}` : title.trim();
}

function descriptionOf(source: ReportSource, name: string): string | undefined {
  const title = titleOf(source);
  const digest = digestText(source.digest);
  const text = name === title ? digest : `${title}\n\n${digest}`.trim();
  return text === '' ? undefined : text;
}

/**
 * The known values of `type_name` (docs/threatvision-api.md#reports). They are sent unchanged: `report_types` is an open
 * vocabulary (STIX 2.1 section 4.16), and analysts find the words of the portal in OpenCTI. The words of the vocabulary
 * describe the subject of a report (`campaign`, `malware`), most of these how it is published (`Flash Report`).
 */
const vendorTypes = new Set([
  'Campaign Tracking Report',
  'Cyber Affairs Report',
  'Flash Report',
  'Monthly Report',
  'Vulnerability Insights Report',
]);

/** Returns the configured `report_types` for a `type_name`, otherwise the name itself; notes an unknown one. */
function reportTypes(
  typeName: string | undefined,
  { settings, note }: Pick<StepContext, 'note' | 'settings'>,
): readonly string[] | undefined {
  const given = typeName?.trim() ?? '';
  if (given === '') return undefined;
  if (Object.hasOwn(settings.reportTypes, given)) return [settings.reportTypes[given] ?? given];
  if (!vendorTypes.has(given))
    note({ code: 'unknown-report-type', message: `The report type ${given} is unknown: sent unchanged.` });
  return [given];
}

/**
 * Returns the ids of all objects but markings and the author. A report without content refers to its author, because it
 * needs at least one reference (STIX 2.1 section 4.16). Leaves out a report with the same name and time, which OpenCTI
 * regards as this one, so that the report does not refer to itself, and notes about the report: of two objects that refer to
 * each other, the importer loses one reference (docs/opencti-api.md#pushing-bundles).
 */
function contentRefs(content: readonly JsonObject[], id: string, authorId: string): readonly string[] {
  const refs = content
    .filter((object) => object.type !== 'marking-definition' && object.id !== id && object.id !== authorId)
    .filter((object) => object.type !== 'report' || standardId(object) !== id)
    .filter((object) => isReferable(textOf(object, 'type') ?? ''))
    .filter((object) => !textsOf(object, 'object_refs').includes(id))
    .flatMap((object) => textOf(object, 'id') ?? [])
    .sort();
  return refs.length > 0 ? refs : [authorId];
}

function labelsOf(source: ReportSource, earlier: JsonObject | undefined): readonly string[] | undefined {
  const given = source.tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  const labels = [...new Set([...given, ...(earlier ? textsOf(earlier, 'labels') : [])])];
  return labels.length > 0 ? labels : undefined;
}

/** Returns external references to the PDF and to the page of the report, and those of the earlier report. */
function links(source: ReportSource, earlier: JsonObject | undefined): readonly JsonObject[] {
  const pdf = { source_name: 'Team T5', description: 'The report as PDF', url: publicLink(source.pdfUrl) };
  const page = { source_name: 'Team T5', description: 'The report on ThreatVision', url: source.pageUrl };
  const all = [pdf, page, ...(earlier ? objectsOf(earlier, 'external_references') : [])];
  const byUrl = new Map<unknown, JsonObject>();
  for (const link of all) {
    const key = link.url ?? JSON.stringify(link);
    if ((link.url !== undefined || link !== pdf) && !byUrl.has(key)) byUrl.set(key, link);
  }
  return [...byUrl.values()];
}

/** Returns the report with its PDF attached (docs/opencti-api.md#pdf-files). The file has the markings of the report. */
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
