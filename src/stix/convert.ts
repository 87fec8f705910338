import { isDeepStrictEqual } from 'node:util';

import { authorIdentity } from './author.js';
import { serializedBundle, dependenciesFirst } from './bundles/serialize.js';
import { partWith, splitBundle } from './bundles/split.js';
import type { StepContext } from './context.js';
import type {
  BundleSource,
  Conversion,
  ConversionNote,
  ConversionSettings,
  ReportSource,
  SerializedBundle,
} from './conversion.js';
import { pluralize } from '../lib/index.js';
import { tlpIds } from './ids/standard.js';
import { textOf, type JsonObject } from './json.js';
import { tlpMarking, usedTlpLevels } from './markings/tlp.js';
import { boundedNote, sortedNotes, subjectsOf } from './notes.js';
import { reportId, reportObject, withPdf } from './report/report.js';
import { contentObjects } from './steps.js';
import { timestampOfUnix } from './values/timestamp.js';

type ItemContext = Omit<StepContext, 'sourceIds' | 'patterns' | 'bundles'>;

/** Converts an item into bundles. Never throws; the result does not depend on the order of the objects. */
export function convert(source: ReportSource | BundleSource, settings: ConversionSettings): Conversion {
  const notes: ConversionNote[] = [];
  const author = { ...authorIdentity(settings.author), object_marking_refs: [tlpIds[settings.tlp]] };
  const context: ItemContext = {
    settings,
    authorId: author.id,
    reportId: source.kind === 'reports' ? reportId(source) : undefined,
    date: timestampOfUnix(source.date ?? 0),
    note: (note) => notes.push(boundedNote(note)),
  };
  const { read, content } =
    source.stix === undefined ? { read: [], content: [] } : contentObjects(source.stix, context);
  noteRevocations(content, context);
  const item = itemOf(source, author, content, context);
  const bundles = bundlesOf(item, context);
  return {
    bundles,
    objects: item.objects.length,
    sourceObjects: content.length,
    notes: sortedNotes(notes),
    subjects: subjectsOf(notes, read, item.objects),
  };
}

/** Notes an item that mostly revokes: a mistake or an attack can empty a platform in this way. */
function noteRevocations(content: readonly JsonObject[], { authorId, note }: ItemContext): void {
  const revoked = content.filter((object) => object.revoked === true).length;
  if (revoked === 0) return;
  const own = content.filter(({ type, id }) => type !== 'marking-definition' && id !== authorId);
  const others = own.length - revoked;
  if (revoked > others)
    note({
      code: 'mass-revocation',
      message: `Revokes ${pluralize(revoked, 'object')} and brings ${pluralize(others, 'other')}.`,
    });
}

interface Item {
  /** In the order of output. */
  readonly objects: readonly JsonObject[];
  readonly reportWithPdf?: JsonObject | undefined;
}

/** None for an indicator bundle without content. */
function itemOf(
  source: ReportSource | BundleSource,
  author: JsonObject,
  content: readonly JsonObject[],
  context: ItemContext,
): Item {
  const hasOnlyMarkings = content.every(({ type }) => type === 'marking-definition');
  if (source.kind === 'bundles' && hasOnlyMarkings) {
    for (const marking of content)
      context.note({
        code: 'dropped-object',
        objectId: textOf(marking, 'id'),
        message: 'Removed a marking: the bundle has no object that it could mark.',
      });
    return { objects: [] };
  }
  const objects = withAuthor(content, author, context);
  if (source.kind === 'bundles') return { objects: inOutputOrder(objects) };
  const report = reportObject(source, content, context);
  const all = [...objects.filter(({ id }) => id !== report.id), report];
  return { objects: inOutputOrder(all), reportWithPdf: withPdf(report, source, context) };
}

/** Replaces an author of the source, so that a feed cannot describe or restrict the common author. */
function withAuthor(content: readonly JsonObject[], author: JsonObject, { note }: ItemContext): JsonObject[] {
  const given = content.find(({ id }) => id === author.id);
  if (given !== undefined && !isDeepStrictEqual(withoutUndefined(given), author))
    note({
      code: 'replaced-object',
      objectId: textOf(author, 'id'),
      message: 'Replaced by the author of the connector: a source cannot change it.',
    });
  return [author, ...content.filter(({ id }) => id !== author.id)];
}

const withoutUndefined = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** Adds the TLP markings that the objects refer to. */
function inOutputOrder(objects: readonly JsonObject[]): JsonObject[] {
  return dependenciesFirst([...usedTlpLevels(objects).map(tlpMarking), ...objects]);
}

/** The PDF and its text are in the only bundle if they fit there, otherwise in one more with the report. */
function bundlesOf({ objects, reportWithPdf }: Item, context: ItemContext): SerializedBundle[] {
  const { maxBundleBytes } = context.settings;
  const parts = splitBundle(objects, maxBundleBytes, context);
  if (reportWithPdf === undefined) return parts.map((part) => serializedBundle(part.content, part.objects));
  const attached = objects.map((object) => (object.id === reportWithPdf.id ? reportWithPdf : object));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const { x_opencti_files, x_opencti_content } = reportWithPdf;
    const pdfBytes = Buffer.byteLength(JSON.stringify({ x_opencti_files, x_opencti_content }));
    if (only.bytes + pdfBytes <= maxBundleBytes)
      return splitBundle(attached, maxBundleBytes, context).map((part) =>
        serializedBundle(part.content, part.objects),
      );
  }
  const alone = partWith(textOf(reportWithPdf, 'id') ?? '', attached);
  return [...parts, alone].map((part) => serializedBundle(part.content, part.objects));
}
