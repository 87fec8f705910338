/** The types of this folder's interface: what a conversion takes and what it returns. */

export type TlpLevel = 'clear' | 'green' | 'amber' | 'amber+strict' | 'red';

export interface ConversionSettings {
  /** The organization that becomes the author (`connector.name`). */
  readonly author: string;
  readonly tlp: TlpLevel;
  /** `x_opencti_score` of indicators without a score, 0 to 100. */
  readonly indicatorScore: number;
  readonly createObservables: boolean;
  /** Of the report, 0 to 100. */
  readonly confidence?: number | undefined;
  /** The highest confidence of an object, and that of objects without one, 0 to 100. */
  readonly maxConfidence?: number | undefined;
  /** `x_opencti_reliability` of the report, for example "B - Usually reliable". */
  readonly reliability?: string | undefined;
  /** `type_name` of ThreatVision -> value of `report_types`; other names are sent unchanged. */
  readonly reportTypes: Readonly<Record<string, string>>;
  /** Of a serialized bundle; a larger item is split. */
  readonly maxBundleBytes: number;
  /** More are a failure of the item (`teamt5.max_item_objects`). */
  readonly maxObjects: number;
}

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
  /** The parsed JSON of the STIX download, whatever its form. */
  readonly stix?: unknown;
  readonly pdf?: { readonly name: string; readonly data: Uint8Array } | undefined;
  /** Absent: not wanted, or without a PDF. */
  readonly text?: ReportText | undefined;
}

/** The text of the PDF as HTML that this program has written; `message` says what is not in it, or why there is none. */
export type ReportText =
  | { readonly type: 'whole'; readonly html: string }
  | { readonly type: 'part'; readonly html: string; readonly message: string }
  | { readonly type: 'none'; readonly message: string };

export interface BundleSource {
  readonly kind: 'bundles';
  readonly id: string;
  /** Unix seconds of its creation: the date of objects that have none. */
  readonly date?: number | undefined;
  readonly stix?: unknown;
}

/** A change, or the removal of an object or a property. */
export interface ConversionNote {
  /** Stable: `dropped-null`, `dropped-relationship`, `replaced-id`, `retyped-relationship`, … */
  readonly code: string;
  /** The STIX id in the source or, after a replacement, the new one. */
  readonly objectId?: string | undefined;
  /** For operators. */
  readonly message: string;
}

/** What a reader recognizes an object by. */
export interface NoteSubject {
  readonly type: string;
  /** Name or value, shortened. */
  readonly name?: string | undefined;
}

export interface SerializedBundle {
  /** A STIX 2.1 bundle as JSON text. */
  readonly json: string;
  readonly objects: number;
}

export interface Conversion {
  /** In push order. Empty for an indicator bundle without usable objects; never empty for a report. */
  readonly bundles: readonly SerializedBundle[];
  /** Distinct objects in all bundles. */
  readonly objects: number;
  /** Usable objects in the STIX of the source. */
  readonly sourceObjects: number;
  readonly notes: readonly ConversionNote[];
  /** Id -> the object that notes are about, as far as it is known. */
  readonly subjects: ReadonlyMap<string, NoteSubject>;
}
