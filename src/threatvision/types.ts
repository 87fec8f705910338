import type { HttpFailure } from '../http/index.js';

/** The two kinds of things that ThreatVision publishes, by the name the command line gives them. */
export type Kind = 'reports' | 'bundles';

interface EntryBase {
  readonly id: string;
  /** Unix seconds, of publication (report) or creation (bundle). */
  readonly date: number;
  /** Changes when any field of the listing entry changes (short hash). */
  readonly fingerprint: string;
  readonly stixUrl: URL;
  /** The listing's own object, so that a later run can take the item up again without finding it in the list. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A report as the listing gives it. */
export interface ReportEntry extends EntryBase {
  readonly kind: 'reports';
  readonly title: string;
  readonly digest: string;
  readonly typeName?: string | undefined;
  readonly tags: readonly string[];
  readonly pdfUrl?: URL | undefined;
  /** The page for people: `https://threatvision.org/reports/detail?alias=…`. */
  readonly pageUrl: string;
}

/** An indicator bundle as the listing gives it. */
export interface BundleEntry extends EntryBase {
  readonly kind: 'bundles';
  readonly csvUrl?: URL | undefined;
  readonly txtUrl?: URL | undefined;
}

export type Entry = ReportEntry | BundleEntry;

export type ThreatVisionFailure =
  | { readonly reason: 'threatvision-http'; readonly operation: string; readonly http: HttpFailure }
  | { readonly reason: 'threatvision-credentials'; readonly operation: string; readonly message: string }
  /** The account may not have this one item (403 on a download). */
  | { readonly reason: 'threatvision-not-entitled'; readonly operation: string; readonly url: string }
  /** 404 or 410 on a download: the item is not there, or not any more. */
  | { readonly reason: 'threatvision-missing'; readonly operation: string; readonly url: string }
  /** HTTP 200 with something else than the contract's JSON, or `success` not true. */
  | {
      readonly reason: 'threatvision-answer';
      readonly operation: string;
      readonly url: string;
      readonly message: string;
    };
