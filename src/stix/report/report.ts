import type { StepContext } from '../context.js';
import type { ReportSource, TlpLevel } from '../conversion.js';
import { standardId, tlpIds } from '../ids/standard.js';
import { isReferable } from '../importer/rows.js';
import { objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import { strictest } from '../markings/levels.js';
import { levelOfLabels } from '../markings/stray.js';
import { knownTlp } from '../markings/tlp.js';
import { shortenText } from '../repair/names.js';
import { timestampOfUnix } from '../values/timestamp.js';
import { digestText, isDigestCut, longestHtml } from './digest.js';
import { publicLink } from './public-link.js';

/** A longer title continues in the description (docs/opencti-api.md#limits-of-the-importer). */
const longestTitle = 100_000;

/** The report of the listing about all of `content`; keeps what a returning report of this id has. */
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
    description: descriptionOf(source, head.name, id, context) ?? earlier?.description,
    report_types: reportTypes(source.typeName, context) ?? earlier?.report_types,
    object_refs: contentRefs(content, id, authorId),
    labels: labelsOf(source, earlier),
    confidence: settings.confidence ?? earlier?.confidence ?? settings.maxConfidence,
    external_references: links(source, earlier),
    object_marking_refs: markingsOf(source, earlier, settings.tlp),
    x_opencti_reliability: settings.reliability ?? earlier?.x_opencti_reliability,
  };
}

/** Depends on the entry in the listing alone. */
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

function descriptionOf(
  source: ReportSource,
  name: string,
  objectId: string,
  { note }: Pick<StepContext, 'note'>,
): string | undefined {
  const title = titleOf(source);
  const digest = digestText(source.digest);
  if (isDigestCut(source.digest))
    note({
      code: 'cut-digest',
      objectId,
      message: `Removed the end of the digest: only ${longestHtml} characters of HTML become the description.`,
    });
  const text = name === title ? digest : `${title}\n\n${digest}`.trim();
  return text === '' ? undefined : text;
}

/** The known `type_name`s (docs/threatvision-api.md#reports), sent unchanged: analysts search for them. */
const vendorTypes = new Set([
  'Campaign Tracking Report',
  'Cyber Affairs Report',
  'Flash Report',
  'Monthly Report',
  'Vulnerability Insights Report',
]);

/** The configured value of a `type_name`, otherwise the name itself; notes an unknown one. */
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
 * All ids but markings, the author, this report under another id, and notes about it
 * (docs/opencti-api.md#pushing-bundles). A report without content refers to its author (STIX 2.1 section
 * 4.16).
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

/** Those of an earlier report, or the configured TLP; a tag of the listing can only make it stricter. */
function markingsOf(
  { tags }: ReportSource,
  earlier: JsonObject | undefined,
  least: TlpLevel,
): readonly string[] {
  const given = earlier === undefined ? [tlpIds[least]] : textsOf(earlier, 'object_marking_refs');
  const ofTags = levelOfLabels(tags);
  if (ofTags === undefined) return given;
  const known = given.flatMap((ref) => knownTlp.get(ref) ?? []);
  const level = strictest([ofTags, ...known]) ?? ofTags;
  return [tlpIds[level], ...given.filter((ref) => !knownTlp.has(ref))];
}

function labelsOf(source: ReportSource, earlier: JsonObject | undefined): readonly string[] | undefined {
  const given = source.tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  const labels = [...new Set([...given, ...(earlier ? textsOf(earlier, 'labels') : [])])];
  return labels.length > 0 ? labels : undefined;
}

/** To the PDF and to the page of the report, and those of the earlier report. */
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

/**
 * The report with its PDF (docs/opencti-api.md#pdf-files), which has the markings of the report, and with the text of the PDF
 * (docs/opencti-api.md#content-of-a-report). Undefined without both.
 */
export function withPdf(
  report: JsonObject,
  { pdf, text }: Pick<ReportSource, 'pdf' | 'text'>,
  { note }: Pick<StepContext, 'note'>,
): JsonObject | undefined {
  const objectId = textOf(report, 'id');
  if (text?.type === 'none')
    note({ code: 'missing-text', objectId, message: `The report has no content: its PDF ${text.message}.` });
  if (text?.type === 'part')
    note({ code: 'cut-text', objectId, message: `The content is a part of the PDF: ${text.message}.` });
  const html = text?.type === 'none' ? undefined : text?.html;
  if (pdf === undefined && html === undefined) return undefined;
  return {
    ...report,
    ...(html !== undefined && { x_opencti_content: html }),
    ...(pdf !== undefined && { x_opencti_files: [fileOf(pdf, report)] }),
  };
}

function fileOf({ name, data }: NonNullable<ReportSource['pdf']>, report: JsonObject): JsonObject {
  return {
    name: name.slice(0, 200),
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
    mime_type: 'application/pdf',
    no_trigger_import: true,
    object_marking_refs: report.object_marking_refs,
  };
}
