/** What differs between the kinds of items; a new kind also needs code (docs/architecture.md#extending). */
export const kinds = {
  reports: {
    singular: 'report',
    label: 'Report',
    /** Path of the list below the API's base URL (docs/threatvision-api.md#lists). */
    listPath: 'api/v2/reports',
    listKey: 'reports',
    idField: 'alias',
    dateField: 'date',
    /** What `list --search` searches. */
    searched: 'title, id, tags or digest',
    /** Downloads that `export --format` offers besides `stix` and `original`. */
    formats: ['pdf'],
  },
  bundles: {
    singular: 'bundle',
    label: 'Indicator bundle',
    listPath: 'api/v2/ioc_bundles',
    listKey: 'ioc_bundles',
    idField: 'id',
    dateField: 'created_at',
    searched: 'the id',
    formats: ['csv', 'txt'],
  },
} as const satisfies Readonly<Record<string, KindDescription>>;

interface KindDescription {
  readonly singular: string;
  readonly label: string;
  readonly listPath: string;
  readonly listKey: string;
  readonly idField: string;
  readonly dateField: string;
  readonly searched: string;
  readonly formats: readonly string[];
}

export type ItemKind = keyof typeof kinds;

/** The order in which kinds are listed, processed and printed. */
export const itemKinds = ['reports', 'bundles'] as const satisfies readonly ItemKind[];

/** A value for each kind. */
export function perKind<T>(valueOf: (kind: ItemKind) => T): Readonly<Record<ItemKind, T>> {
  return { reports: valueOf('reports'), bundles: valueOf('bundles') };
}
