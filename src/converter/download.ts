import { err, ok, parseJson, type Result } from '../lib/index.js';
import {
  type BundleSource,
  convert,
  type Conversion,
  type ConversionSettings,
  countEntries,
  type ReportSource,
} from '../stix/index.js';

/** A download with the text of its PDF, if that was read. */
export interface DownloadJob {
  readonly source: Omit<ReportSource, 'stix' | 'text'> | Omit<BundleSource, 'stix'>;
  /** Undefined without a STIX download. */
  readonly stix: Uint8Array | undefined;
  readonly text?: ReportSource['text'];
  readonly settings: ConversionSettings;
}

export interface ConversionJob extends Omit<DownloadJob, 'text'> {
  /** The PDF whose text becomes the content of the report. Absent: the report has no content. */
  readonly textPdf?: Uint8Array | undefined;
}

/** Messages continue "the STIX …". */
export type ConversionFailure =
  | { readonly reason: 'stix-unreadable'; readonly message: string }
  /** Too much time or memory, or too many objects. */
  | { readonly reason: 'conversion-limit'; readonly message: string };

/** Throws for a bug only. */
export type Convert = (job: ConversionJob) => Promise<Result<Conversion, ConversionFailure>>;

/** Parses and converts a download in this thread. */
export function convertDownload({
  source: given,
  stix,
  text,
  settings,
}: DownloadJob): Result<Conversion, ConversionFailure> {
  const source = given.kind === 'reports' ? { ...given, text } : given;
  if (stix === undefined) return ok(convert(source, settings));
  const parsed = parseJson(Buffer.from(stix.buffer, stix.byteOffset, stix.byteLength));
  if (!parsed.ok) return err({ reason: 'stix-unreadable', message: parsed.failure.message });
  const { maxObjects } = settings;
  const entries = countEntries(parsed.value);
  if (entries > maxObjects) return tooMany(entries, maxObjects);
  const conversion = convert({ ...source, stix: parsed.value }, settings);
  // The conversion adds the author, markings and embedded objects.
  return conversion.objects <= maxObjects ? ok(conversion) : tooMany(conversion.objects, maxObjects);
}

function tooMany(objects: number, maxObjects: number): Result<never, ConversionFailure> {
  const message = `has ${objects} objects, more than teamt5.max_item_objects (${maxObjects})`;
  return err({ reason: 'conversion-limit', message });
}
