/** Downloads that are refused, or shortened, before they cost far more than plain ones. */
import { type CostlyInput } from './costly-inputs.js';
import { each, indicator, malware, observable, observedData, type Source } from './costly-objects.js';

/** STIX as JSON, with `n` entries. */
export interface CostlyDownload {
  readonly name: string;
  readonly stix: (n: number) => string;
}

const bundleOf = (objects: readonly unknown[], more: Source = {}): string =>
  JSON.stringify({ type: 'bundle', id: 'bundle--1', ...more, objects });
const entries = (name: string, entry: (index: number) => unknown): CostlyDownload => ({
  name,
  stix: (n) => bundleOf(Array.from({ length: n }, (_, index) => entry(index))),
});

export const manyEntries: readonly CostlyDownload[] = [
  entries('objects without ids', (n) => ({ type: 'malware', name: `M${n}` })),
  entries('objects of unknown types', (n) => ({ type: `x${n}` })),
  entries('versions of one object', (n) => malware(0, { description: `d${n}` })),
  entries('empty objects', () => ({})),
  entries('nulls', () => null),
  entries('empty bundles', () => ({ type: 'bundle', objects: [] })),
  {
    name: 'objects in a bundle in a bundle',
    stix: (n) => bundleOf([JSON.parse(bundleOf(each(n, malware)))]),
  },
  {
    name: 'empty bundles in a bundle',
    stix: (n) =>
      bundleOf([{ type: 'bundle', objects: each(n - 1, () => ({ type: 'bundle', objects: [] })) }]),
  },
  // With the observed data itself.
  { name: 'observables of STIX 2.0', stix: (n) => bundleOf([observedData(n - 1)]) },
];

const names = (n: number, value: unknown): Source =>
  Object.fromEntries(Array.from({ length: n }, (_, index) => [`x_n${index}`, value]));

/** Distinct names take about 10 µs each: V8 keeps each text once, and searches for it. */
export const manyNames: readonly CostlyDownload[] = [
  { name: 'properties of an object', stix: (n) => bundleOf([malware(0, names(n, 1))]) },
  { name: 'properties without a value', stix: (n) => bundleOf([malware(0, names(n, null))]) },
  { name: 'properties of the bundle', stix: (n) => bundleOf([malware(0)], names(n, 1)) },
  { name: 'names in a property', stix: (n) => bundleOf([malware(0, { x_a: [names(n, 1)] })]) },
  {
    name: 'own property of each object',
    stix: (n) => bundleOf([{ ...malware(0), x: Object.keys(names(n, 1)).map((name) => ({ [name]: 1 })) }]),
  },
  {
    name: 'hashes of a file',
    stix: (n) => bundleOf([observable('file', 0, { name: 'f', hashes: names(n, 'a') })]),
  },
  {
    name: 'variables of a process',
    stix: (n) =>
      bundleOf([observable('process', 0, { command_line: 'c', environment_variables: names(n, 'a') })]),
  },
];

const quoting = (name: string, object: (text: string) => Source): CostlyInput => ({
  name,
  objects: (n) => [object('A'.repeat(n))],
});

/** Of which each has a note that quotes the long text. */
export const longQuotes: readonly CostlyInput[] = [
  quoting('name of a property', (text) => malware(0, { [text]: 1 })),
  quoting('name of a hash', (text) => observable('file', 0, { name: 'f', hashes: { [text]: 1 } })),
  quoting('type', (text) => ({ type: text, id: `${text}--1` })),
  quoting('id', (text) => ({ ...malware(0), id: `malware--${text}` })),
  quoting('marking', (text) => malware(0, { object_marking_refs: [`marking-definition--${text}`] })),
  quoting('observable type', (text) =>
    indicator({ pattern: "[a:b = 'c']", pattern_type: 'stix', x_opencti_main_observable_type: text }),
  ),
];

const repeatedMarking = 'TLP:GREEN';

export const manyMarkings: readonly CostlyInput[] = [
  {
    name: 'list',
    objects: (n) => [malware(0, { object_marking_refs: Array<string>(n).fill(repeatedMarking) })],
  },
  {
    name: 'text',
    objects: (n) => [malware(0, { object_marking_refs: Array<string>(n).fill(repeatedMarking).join(',') })],
  },
];
