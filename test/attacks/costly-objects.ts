/** Makers of STIX objects for costly inputs. */

export type Source = Readonly<Record<string, unknown>>;

export const times = { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-02T00:00:00.000Z' };
const uuid = (n: number): string => `${n.toString(16).padStart(8, '0')}-aaaa-4000-8000-000000000000`;
export const idOf = (type: string, n: number): string => `${type}--${uuid(n)}`;
export const dated = (type: string, n: number, more: Source): Source => ({
  type,
  spec_version: '2.1',
  id: idOf(type, n),
  ...times,
  ...more,
});
export const malware = (n: number, more: Source = {}): Source =>
  dated('malware', n, { name: `M${n}`, is_family: true, ...more });
export const observable = (type: string, n: number, more: Source): Source => ({
  type,
  spec_version: '2.1',
  id: idOf(type, n),
  ...more,
});
export const relationship = (n: number, source: string, target: string): Source =>
  dated('relationship', n, { relationship_type: 'related-to', source_ref: source, target_ref: target });
export const report = (n: number, refs: readonly string[]): Source =>
  dated('report', n, {
    name: `R${n}`,
    published: times.created,
    report_types: ['malware'],
    object_refs: refs,
  });
export const indicator = (more: Source): Source =>
  dated('indicator', 0, { name: 'I', valid_from: times.created, ...more });

export const observedData = (n: number, more: Source = {}): Source => ({
  type: 'observed-data',
  id: idOf('observed-data', 0),
  ...times,
  first_observed: times.created,
  last_observed: times.created,
  number_observed: 1,
  objects: Object.fromEntries(
    each(n, (i) => ({ type: 'domain-name', value: `d${i}.example` })).map((object, i) => [i, object]),
  ),
  ...more,
});

export const each = (n: number, make: (index: number) => Source): Source[] =>
  Array.from({ length: n }, (_, index) => make(index));
export const both = (one: readonly Source[], other: readonly Source[]): Source[] => [...one, ...other];
