import { createHash } from 'node:crypto';

import { type ItemKind, kinds } from '../kinds.js';
import { isJsonObject, type JsonObject } from '../lib/index.js';
import { link, text, texts, unixSeconds } from './parse.js';
import type { BundleEntry, Entry, ReportEntry } from './types.js';

/** An element of a list without a readable id. */
export interface UnreadableEntry {
  readonly kind: 'unreadable';
  readonly message: string;
}

/** Only the id is required. `fallbackDate`: unix seconds for an entry without a date, from its neighbor. */
export function parseEntry(
  kind: ItemKind,
  raw: unknown,
  base: URL,
  fallbackDate: number,
): Entry | UnreadableEntry {
  const { listPath, idField, dateField } = kinds[kind];
  if (!isJsonObject(raw)) return unreadable(`an entry of the list of ${kind} is not an object`);
  const id = text(raw[idField]);
  if (id === undefined) return unreadable(`an entry of the list of ${kind} has no ${idField}`);
  // Neither a URL nor a file name can contain a lone surrogate.
  if (id.length > maxIdLength || /\p{Surrogate}/u.test(id))
    return unreadable(`an entry of the list of ${kind} has an invalid ${idField}`);
  if (isDeeperThan(raw, maxDepth))
    return unreadable(`the entry ${id} of the list of ${kind} is nested too deeply`);
  const common = {
    id,
    date: unixSeconds(raw[dateField]) ?? fallbackDate,
    fingerprint: fingerprint(raw),
    stixUrl: link(raw.stix_url, base) ?? new URL(`${listPath}/${encodeURIComponent(id)}.stix`, base),
    raw,
  };
  return kind === 'reports' ? reportEntry(raw, common, base) : bundleEntry(raw, common, base);
}

const maxIdLength = 500;

function unreadable(message: string): UnreadableEntry {
  return { kind: 'unreadable', message };
}

/** Levels; entries are flat, and serializing a very deep one exhausts the stack. */
const maxDepth = 50;

function isDeeperThan(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((one): readonly unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}

type Common = Pick<Entry, 'id' | 'date' | 'fingerprint' | 'stixUrl' | 'raw'>;

function reportEntry(raw: JsonObject, common: Common, base: URL): ReportEntry {
  return {
    kind: 'reports',
    ...common,
    title: text(raw.title) ?? common.id,
    digest: text(raw.digest) ?? '',
    tags: texts(raw.tags),
    typeName: text(raw.type_name),
    pdfUrl: link(raw.pdf_url, base),
    pageUrl: `https://threatvision.org/reports/detail?alias=${encodeURIComponent(common.id)}`,
  };
}

function bundleEntry(raw: JsonObject, common: Common, base: URL): BundleEntry {
  return { kind: 'bundles', ...common, csvUrl: link(raw.csv_url, base), txtUrl: link(raw.txt_url, base) };
}

/** 36 bits, whatever the order of the fields. Query strings of links do not count: signatures differ. */
function fingerprint(raw: JsonObject): string {
  const stable = Object.keys(raw)
    .sort()
    .map((key) => {
      const value = raw[key];
      return [key, key.endsWith('_url') && typeof value === 'string' ? value.replace(/\?.*$/s, '') : value];
    });
  return createHash('sha256').update(JSON.stringify(stable)).digest('base64url').slice(0, 6);
}
