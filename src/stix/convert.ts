import { authorIdentity } from './author.js';
import { selfContainedParts, partWith } from './bundles/cut.js';
import { dependenciesFirst } from './bundles/order.js';
import { bundleOf } from './bundles/serialise.js';
import { contentObjects } from './content.js';
import type {
  BundleSource,
  Conversion,
  ConversionNote,
  ConversionSettings,
  ReportSource,
  SerializedBundle,
} from './conversion.js';
import { tlpIds } from './ids/index.js';
import { textOf, type JsonObject } from './json.js';
import { tlpMarking, usedTlpLevels } from './markings/index.js';
import type { TakeNote } from './notes.js';
import { reportObject, withPdf } from './report/report.js';
import { timestampOfUnix } from './values/timestamp.js';

/**
 * One item of ThreatVision as the bundles that are pushed to OpenCTI. Pure: the same source and settings give the
 * same bytes, whatever the order of the objects in the source. Never throws, whatever the source is.
 */
export function convert(source: ReportSource | BundleSource, settings: ConversionSettings): Conversion {
  const notes: ConversionNote[] = [];
  const note: TakeNote = (one) => notes.push(one);
  const date = timestampOfUnix(source.date ?? 0);
  const author = { ...authorIdentity(settings.author), object_marking_refs: [tlpIds[settings.tlp]] };
  const content = source.stix === undefined ? [] : contentObjects(source.stix, author, date, settings, note);
  const item = itemOf(source, settings, author, content, note);
  return {
    bundles: bundlesOf(item, settings.maxBundleBytes, note),
    objects: item.objects.length,
    sourceObjects: content.length,
    notes: inOrder(notes),
  };
}

/** By code, object and text: the order of the source says nothing. */
function inOrder(notes: readonly ConversionNote[]): ConversionNote[] {
  const keyed = notes.map((one) => ({ one, key: `${one.code} ${one.objectId ?? ''} ${one.message}` }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ one }) => one);
}

interface Item {
  /** Everything to push, in the order of output. */
  readonly objects: readonly JsonObject[];
  /** The report among them again, with its PDF. */
  readonly reportWithPdf: JsonObject | undefined;
}

/** Nothing for an indicator bundle without content. */
function itemOf(
  source: ReportSource | BundleSource,
  settings: ConversionSettings,
  author: JsonObject,
  content: readonly JsonObject[],
  note: TakeNote,
): Item {
  const isBare = content.every(({ type }) => type === 'marking-definition');
  if (source.kind === 'bundles' && isBare) {
    for (const { id } of content)
      note({
        code: 'dropped-object',
        ...(typeof id === 'string' && { objectId: id }),
        message: 'A marking was left out: the bundle has nothing that it could mark.',
      });
    return { objects: [], reportWithPdf: undefined };
  }
  // The author may be in the source: ours that came back, with what the platform's users added.
  const known = content.find(({ id }) => id === author.id);
  const others = content.filter(({ id }) => id !== author.id);
  const objects: JsonObject[] = [
    { ...known, ...author, object_marking_refs: known?.object_marking_refs ?? author.object_marking_refs },
    ...others,
  ];
  const report =
    source.kind === 'reports'
      ? reportObject(source, settings, textOf(author, 'id') ?? '', content, note)
      : undefined;
  const all = report === undefined ? objects : [...objects.filter(({ id }) => id !== report.id), report];
  const pdf = source.kind === 'reports' ? source.pdf : undefined;
  return {
    objects: dependenciesFirst([...usedTlpLevels(all).map(tlpMarking), ...all]),
    reportWithPdf: report && pdf && withPdf(report, pdf),
  };
}

/** The bundles of an item; its PDF goes with it while that fits, else in a push of its own with the report. */
function bundlesOf({ objects, reportWithPdf }: Item, maxBytes: number, note: TakeNote): SerializedBundle[] {
  const parts = selfContainedParts(objects, maxBytes, note);
  if (reportWithPdf === undefined) return parts.map((part) => bundleOf(part.content, part.objects));
  const attached = objects.map((object) => (object.id === reportWithPdf.id ? reportWithPdf : object));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const pdfBytes = Buffer.byteLength(JSON.stringify({ x_opencti_files: reportWithPdf.x_opencti_files }));
    if (only.bytes + pdfBytes <= maxBytes)
      return selfContainedParts(attached, maxBytes, note).map((part) => bundleOf(part.content, part.objects));
  }
  const alone = partWith(textOf(reportWithPdf, 'id') ?? '', attached);
  return [...parts, alone].map((part) => bundleOf(part.content, part.objects));
}
