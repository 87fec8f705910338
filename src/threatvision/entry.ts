import { createHash } from 'node:crypto';

import { type Fields, isFields, link, text, texts, unixSeconds } from './answer.js';
import type { BundleEntry, Entry, Kind, ReportEntry } from './types.js';

/** Where each kind lives in the API, and under which key its list stands (threatvision-api, "Certain"). */
export const resources = {
  reports: { path: 'api/v2/reports', key: 'reports', idField: 'alias', dateField: 'date' },
  bundles: { path: 'api/v2/ioc_bundles', key: 'ioc_bundles', idField: 'id', dateField: 'created_at' },
} as const;

/** What the listing gave and could not be read as an entry: there is nothing to call it by. */
export interface UnreadableEntry {
  readonly kind: 'unreadable';
  readonly message: string;
}

/**
 * One element of a list answer. Only the id is indispensable; every other field may be missing, null or ill-typed.
 * @param fallbackDate unix seconds for an entry without a date: that of its neighbour in the list, which is sorted by date
 */
export function parseEntry(
  kind: Kind,
  raw: unknown,
  base: URL,
  fallbackDate: number,
): Entry | UnreadableEntry {
  if (!isFields(raw)) return { kind: 'unreadable', message: `an entry of the list of ${kind} is no object` };
  const { path, idField, dateField } = resources[kind];
  const id = text(raw[idField]);
  if (id === undefined) {
    return { kind: 'unreadable', message: `an entry of the list of ${kind} has no ${idField}` };
  }
  const common = {
    id,
    date: unixSeconds(raw[dateField]) ?? fallbackDate,
    fingerprint: fingerprint(raw),
    stixUrl: link(raw.stix_url, base) ?? new URL(`${path}/${encodeURIComponent(id)}.stix`, base),
    raw,
  };
  return kind === 'reports' ? reportEntry(raw, common, base) : bundleEntry(raw, common, base);
}

type Common = Pick<Entry, 'id' | 'date' | 'fingerprint' | 'stixUrl' | 'raw'>;

function reportEntry(raw: Fields, common: Common, base: URL): ReportEntry {
  const typeName = text(raw.type_name);
  const pdfUrl = link(raw.pdf_url, base);
  return {
    kind: 'reports',
    ...common,
    title: text(raw.title) ?? common.id,
    digest: text(raw.digest) ?? '',
    tags: texts(raw.tags),
    ...(typeName === undefined ? {} : { typeName }),
    ...(pdfUrl === undefined ? {} : { pdfUrl }),
    pageUrl: `https://threatvision.org/reports/detail?alias=${encodeURIComponent(common.id)}`,
  };
}

function bundleEntry(raw: Fields, common: Common, base: URL): BundleEntry {
  const csvUrl = link(raw.csv_url, base);
  const txtUrl = link(raw.txt_url, base);
  return {
    kind: 'bundles',
    ...common,
    ...(csvUrl === undefined ? {} : { csvUrl }),
    ...(txtUrl === undefined ? {} : { txtUrl }),
  };
}

/**
 * Six characters (36 bits) that change when the entry changes, whatever the order of its fields.
 * Query strings of links are left out: a signed link differs in every answer and says nothing about the item.
 */
function fingerprint(raw: Fields): string {
  const stable = Object.keys(raw)
    .sort()
    .map((key) => {
      const value = raw[key];
      return [key, key.endsWith('_url') && typeof value === 'string' ? value.replace(/\?.*$/s, '') : value];
    });
  return createHash('sha256').update(JSON.stringify(stable)).digest('base64url').slice(0, 6);
}
