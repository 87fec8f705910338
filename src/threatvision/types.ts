import type { HttpFailure } from '../http/index.js';

interface EntryBase {
  readonly id: string;
  /** Unix seconds, of publication (report) or creation (bundle). */
  readonly date: number;
  /** Changes when any field of the listing entry changes (short hash). */
  readonly fingerprint: string;
  readonly stixUrl: URL;
  /** The entry as listed, so that a later run can process the item without listing it again. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A report as listed (docs/threatvision-api.md#reports). */
export interface ReportEntry extends EntryBase {
  readonly kind: 'reports';
  readonly title: string;
  readonly digest: string;
  readonly typeName?: string | undefined;
  readonly tags: readonly string[];
  readonly pdfUrl?: URL | undefined;
  /** The web page of the report: `https://threatvision.org/reports/detail?alias=…`. */
  readonly pageUrl: string;
}

/** An indicator bundle as listed (docs/threatvision-api.md#indicator-bundles). */
export interface BundleEntry extends EntryBase {
  readonly kind: 'bundles';
  readonly csvUrl?: URL | undefined;
  readonly txtUrl?: URL | undefined;
}

export type Entry = ReportEntry | BundleEntry;

export type ThreatVisionFailure =
  | { readonly reason: 'threatvision-http'; readonly operation: string; readonly http: HttpFailure }
  | { readonly reason: 'threatvision-credentials'; readonly operation: string; readonly message: string }
  /** The account has no access to this item: 403 on a download, or 401 of another host. */
  | {
      readonly reason: 'threatvision-not-entitled';
      readonly operation: string;
      readonly url: string;
      readonly status: number;
    }
  /** 404 or 410 on a download: the item does not exist, or not any more. */
  | {
      readonly reason: 'threatvision-missing';
      readonly operation: string;
      readonly url: string;
      readonly status: number;
    }
  /** HTTP 200 with anything but the expected JSON, or `success` not true. */
  | {
      readonly reason: 'threatvision-answer';
      readonly operation: string;
      readonly url: string;
      readonly message: string;
    };
