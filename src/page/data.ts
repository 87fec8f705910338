/** What a page contains: read by its script (src/page/browser), which knows nothing else. Pure types. */

export interface PageData {
  readonly item: PageItem;
  readonly nodes: readonly PageNode[];
  readonly edges: readonly PageEdge[];
  /** STIX id → the properties of the object, in their order, of nodes and relationships. */
  readonly properties: Readonly<Record<string, PageProperties>>;
  readonly notes: readonly PageNote[];
}

export interface PageItem {
  readonly kind: 'report' | 'indicator bundle';
  readonly id: string;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly program: string;
  /** What could not be downloaded, and why. */
  readonly missing: readonly string[];
}

export interface PageNode {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  /** Names of kill chain phases (STIX 2.1 section 2.8), the first of each chain first. */
  readonly phases: readonly string[];
}

/**
 * `relationship` and `sighting` are objects of their own; `reference` is a property with ids; `contents` are the
 * `object_refs` of a report, and `author` is `created_by_ref`.
 */
export type EdgeKind = 'relationship' | 'sighting' | 'reference' | 'contents' | 'author';

export interface PageEdge {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

export type PageValue =
  string | number | boolean | null | readonly PageValue[] | { readonly [name: string]: PageValue };

export type PageProperties = Readonly<Record<string, PageValue>>;

/** A note of the conversion. */
export interface PageNote {
  readonly code: string;
  readonly message: string;
  readonly objectId?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectName?: string | undefined;
}
