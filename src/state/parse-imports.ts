import { isJsonObject } from '../lib/index.js';
import type { ImportingWork, Imports, RefusedObject } from './document.js';
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
    refused: refused.filter((one) => one !== undefined),
  };
}

export function parsePushed(value: unknown): Pushed | undefined {
  if (!isJsonObject(value)) return undefined;
  const { work, name, kind, item, date, objects, at } = value;
  if (!isText(work) || !isText(name) || !isKind(kind) || !isText(item)) return undefined;
  return isTime(date) && isTime(objects) && isTime(at)
    ? { work, name, kind, item, date, objects, at }
    : undefined;
}

function parseWork(value: unknown): ImportingWork | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, kind, items, objects, at, processed, reported, stalled } = value;
  if (!isText(name) || !isKind(kind) || !areTimes(items) || !isTime(objects) || !isTime(at)) return undefined;
  const reading =
    isTime(processed) && isTime(reported) && isTime(stalled) ? { processed, reported, stalled } : {};
  return { name, kind, items, objects, at, ...reading };
}

function parseRefused(value: unknown): RefusedObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, work, message, at, item, objectId, objectType, objectName } = value;
  if (!isKind(kind) || !isText(work) || !isText(message) || !isTime(at)) return undefined;
  return {
    ...{ kind, work, message, at },
    ...(isText(item) ? { item } : {}),
    ...(isText(objectId) ? { objectId } : {}),
    ...(isText(objectType) ? { objectType } : {}),
    ...(isText(objectName) ? { objectName } : {}),
  };
}
