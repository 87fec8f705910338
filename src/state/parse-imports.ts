import { isJsonObject } from '../lib/index.js';
import { type ItemKind, perKind } from '../kinds.js';
import type { ImportingWork, Imports, PartialImport, RefusedObject } from './document.js';
import type { Pushed } from './imports.js';
import { areTimes, isKind, isText, isTime } from './values.js';

/** Undefined for another value: earlier versions do not have it, and the cursor does not depend on it. */
export function parseImports(value: unknown): Imports | undefined {
  if (!isJsonObject(value) || !isJsonObject(value.works) || !isJsonObject(value.again)) return undefined;
  const works = new Map<string, ImportingWork>();
  for (const [id, one] of Object.entries(value.works)) {
    const work = parseWork(one);
    if (work === undefined) return undefined;
    works.set(id, work);
  }
  const { reports, bundles } = value.again;
  const refused = Array.isArray(value.refused) ? value.refused.map(parseRefused) : [];
  if (!areTimes(reports) || !areTimes(bundles)) return undefined;
  return {
    works: Object.fromEntries(works),
    again: { reports, bundles },
    partial: perKind((kind) => parsePartial(value.partial, kind)),
    refused: refused.filter((one) => one !== undefined),
  };
}

export function parsePushed(value: unknown): Pushed | undefined {
  if (!isJsonObject(value)) return undefined;
  const { work, name, kind, version, item, date, objects, at } = value;
  if (!isText(work) || !isText(name) || !isKind(kind) || !isText(item)) return undefined;
  return isTime(date) && isTime(objects) && isTime(at)
    ? { work, name, kind, ...versionOf(version), item, date, objects, at }
    : undefined;
}

function parseWork(value: unknown): ImportingWork | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, kind, version, items, objects, at, processed, reported, stalled } = value;
  if (!isText(name) || !isKind(kind) || !areTimes(items) || !isTime(objects) || !isTime(at)) return undefined;
  const reading =
    isTime(processed) && isTime(reported) && isTime(stalled) ? { processed, reported, stalled } : {};
  return { name, kind, ...versionOf(version), items, objects, at, ...reading };
}

function parsePartial(value: unknown, kind: ItemKind): Readonly<Record<string, PartialImport>> {
  const all = isJsonObject(value) ? value[kind] : undefined;
  if (!isJsonObject(all)) return {};
  const entries = Object.entries(all).flatMap(([id, one]): [string, PartialImport][] => {
    if (!isJsonObject(one) || !isTime(one.date) || !isTime(one.at)) return [];
    return [[id, { date: one.date, ...versionOf(one.version), at: one.at }]];
  });
  return Object.fromEntries(entries);
}

const versionOf = (value: unknown): { readonly version?: string } =>
  isText(value) ? { version: value } : {};

function parseRefused(value: unknown): RefusedObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, work, message, at, item, objectId, objectType, objectName } = value;
  if (!isKind(kind) || !isText(work) || !isText(message) || !isTime(at)) return undefined;
  return {
    kind,
    work,
    message,
    at,
    ...(isText(item) ? { item } : {}),
    ...(isText(objectId) ? { objectId } : {}),
    ...(isText(objectType) ? { objectType } : {}),
    ...(isText(objectName) ? { objectName } : {}),
  };
}
