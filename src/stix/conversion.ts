/** The door of this folder in types: what goes into a conversion and what comes out. */

export type TlpLevel = 'clear' | 'green' | 'amber' | 'amber+strict' | 'red';

export interface ConversionSettings {
  /** Name of the organization that becomes the author (`connector.name`). */
  readonly author: string;
  readonly tlp: TlpLevel;
  /** `x_opencti_score` where the source gives none, 0 to 100. */
  readonly indicatorScore: number;
  readonly createObservables: boolean;
  /** Confidence of the report, 0 to 100; left out when absent. */
  readonly confidence?: number | undefined;
  /** `x_opencti_reliability` of the report, e.g. "B - Usually reliable". */
  readonly reliability?: string | undefined;
  /** Vendor `type_name` -> `report_types` value; what is not named keeps the vendor's words. */
  readonly reportTypes: Readonly<Record<string, string>>;
  /** Bytes of one serialised bundle; an item above is cut into self-contained bundles. */
  readonly maxBundleBytes: number;
}

/** A report of the listing with what could be downloaded of it. */
export interface ReportSource {
  readonly kind: 'reports';
  readonly id: string;
  readonly title: string;
  readonly digest: string;
  /** Unix seconds. */
  readonly date: number;
  readonly typeName?: string | undefined;
  readonly tags: readonly string[];
  readonly pdfUrl?: string | undefined;
  readonly pageUrl: string;
  /** The parsed JSON of the STIX download, whatever it is; absent where there was none. */
  readonly stix?: unknown;
  readonly pdf?: { readonly name: string; readonly data: Uint8Array } | undefined;
}

/** An indicator bundle of the listing with its download. */
export interface BundleSource {
  readonly kind: 'bundles';
  readonly id: string;
  /** Unix seconds, of creation: for objects that say no time of their own. */
  readonly date?: number | undefined;
  readonly stix?: unknown;
}

/** One thing the conversion changed or left out, for the item's notes. */
export interface ConversionNote {
  /** Stable, machine-readable: `dropped-null`, `dropped-relationship`, `replaced-id`, `retyped-relationship`, … */
  readonly code: string;
  /** The STIX id of the object concerned, as the source spelled it or, once it was replaced, as it is sent. */
  readonly objectId?: string | undefined;
  /** One sentence for people. */
  readonly message: string;
}

export interface SerializedBundle {
  /** A STIX 2.1 bundle as JSON text, ready for `stixBundlePush`. */
  readonly json: string;
  readonly objects: number;
}

export interface Conversion {
  /** In push order. Empty for an indicator bundle without usable objects; never empty for a report. */
  readonly bundles: readonly SerializedBundle[];
  /** Distinct objects over all bundles. */
  readonly objects: number;
  /** Objects that came from the source's STIX and were kept (0: the STIX was empty or absent). */
  readonly sourceObjects: number;
  readonly notes: readonly ConversionNote[];
}
