import {
  convert,
  type Conversion,
  type ConversionSettings,
  type ReportSource,
} from '../../../src/stix/index.js';

export const author = 'identity--788ad9ad-1159-52dc-9d84-18dfde06c055';
export const clear = 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9';

export const settings: ConversionSettings = {
  author: 'TeamT5',
  tlp: 'clear',
  indicatorScore: 60,
  createObservables: true,
  reportTypes: { 'Flash Report': 'flash-report' },
  maxBundleBytes: 8 * 1024 * 1024,
  maxObjects: 100_000,
};

/** Dated 2024-01-15T10:30:00Z. */
export function reportSource(objects?: unknown, more: Partial<ReportSource> = {}): ReportSource {
  return {
    kind: 'reports',
    id: 'my-report',
    title: 'My Report',
    digest: '',
    date: 1_705_314_600,
    tags: [],
    pageUrl: 'https://threatvision.org/reports/detail?alias=my-report',
    ...(objects === undefined ? {} : { stix: { type: 'bundle', id: 'bundle--1', objects } }),
    ...more,
  };
}

export const mainReportId = 'report--feeea4cd-cd4c-5e74-9b0d-b525a75af2b3';

export type SentObject = Readonly<Record<string, unknown>>;

function isSentObject(value: unknown): value is SentObject {
  return typeof value === 'object' && value !== null;
}

export function objectsOf(json: string): SentObject[] {
  const bundle: unknown = JSON.parse(json);
  if (!isSentObject(bundle) || !Array.isArray(bundle.objects)) throw new Error('not a bundle');
  return bundle.objects.filter(isSentObject);
}

/** By id, with the codes of the notes. */
export function sent(
  objects: readonly unknown[],
  more: Partial<ConversionSettings> = {},
): {
  readonly byId: ReadonlyMap<unknown, SentObject>;
  readonly codes: readonly string[];
  readonly conversion: Conversion;
} {
  const stix = { type: 'bundle', id: 'bundle--1', objects };
  const conversion = convert(
    { kind: 'bundles', id: '7', date: 1_705_314_600, stix },
    { ...settings, ...more },
  );
  const all = conversion.bundles.flatMap(({ json }) => objectsOf(json));
  return {
    byId: new Map(all.map((object) => [object.id, object])),
    codes: conversion.notes.map(({ code, objectId }) =>
      objectId === undefined ? code : `${code} ${objectId}`,
    ),
    conversion,
  };
}

/** The conversion adds these to every domain object. */
export const owned = { created_by_ref: author, object_marking_refs: [clear] };
export const dated = { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-02T00:00:00.000Z' };
const head = { spec_version: '2.1' };

export const malwareId = 'malware--6cde7d09-b5c2-593f-9225-9a6923a2075f';
export const malware = { type: 'malware', ...head, id: malwareId, ...dated, name: 'PlugX', is_family: true };
export const intrusionSetId = 'intrusion-set--834c6f24-8310-560a-a102-f5b00df82fd6';
export const intrusionSet = { type: 'intrusion-set', ...head, id: intrusionSetId, ...dated, name: 'APT10' };
export const indicatorId = 'indicator--809cf3fe-194a-5d9f-bc71-8ab34c873c30';
export const indicator = {
  type: 'indicator',
  ...head,
  id: indicatorId,
  ...dated,
  pattern: "[ipv4-addr:value = '198.51.100.1']",
  pattern_type: 'stix',
  valid_from: '2024-01-01T00:00:00.000Z',
};
export const addressId = 'ipv4-addr--2b3e2c17-3144-5591-9c88-a605220f8c0c';
export const address = { type: 'ipv4-addr', ...head, id: addressId, value: '198.51.100.1' };

/** `n` (0 to 9) distinguishes several. */
export function relationship(type: string, source: string, target: string, n = 1) {
  const id = `relationship--aaaaaaaa-0000-4000-8000-00000000000${n}`;
  return {
    type: 'relationship',
    ...head,
    id,
    ...dated,
    relationship_type: type,
    source_ref: source,
    target_ref: target,
  };
}
