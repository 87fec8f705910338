import type { HttpFailure } from '../http/index.js';

interface EntryBase {
  readonly id: string;
  /** Unix seconds of publication (report) or creation (bundle). */
  readonly date: number;
  /** A short hash that changes with any field of the listing entry. */
  readonly fingerprint: string;
  readonly stixUrl: URL;
  /** The entry as listed, so that a later run can process the item without listing it again. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** As listed (docs/threatvision-api.md#reports). */
export interface ReportEntry extends EntryBase {
  readonly kind: 'reports';
  readonly title: string;
  readonly digest: string;
  readonly typeName?: string | undefined;
  readonly tags: readonly string[];
  readonly pdfUrl?: URL | undefined;
  /** `https://threatvision.org/reports/detail?alias=…` */
  readonly pageUrl: string;
}

/** As listed (docs/threatvision-api.md#indicator-bundles). */
export interface BundleEntry extends EntryBase {
  readonly kind: 'bundles';
  readonly csvUrl?: URL | undefined;
  readonly txtUrl?: URL | undefined;
}

export type Entry = ReportEntry | BundleEntry;

export type ThreatVisionFailure =
  | { readonly reason: 'threatvision-http'; readonly operation: string; readonly http: HttpFailure }
  | { readonly reason: 'threatvision-credentials'; readonly operation: string; readonly message: string }
  /** No access to this item: 403 on a download, or 401 of another host. */
  | {
      readonly reason: 'threatvision-not-entitled';
      readonly operation: string;
      readonly url: string;
      readonly status: number;
    }
  /** 404 or 410 on a download. */
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
