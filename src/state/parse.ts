import { itemKinds } from '../kinds.js';
import { isJsonObject } from '../lib/index.js';
import { freshKind, type KindState, type Lack, type LastRun, type State, type Waiting } from './document.js';
import { parseImports } from './parse-imports.js';
import { isText, isTime } from './values.js';

/** Accepts a state completely or not at all: half a cursor would lose or repeat items. */

/** Undefined for another value or an unknown version; unknown properties are ignored. */
export function parseState(value: unknown, foreign: State['foreign']): State | undefined {
  if (!isJsonObject(value) || value.version !== 1) return undefined;
  const [reports, bundles] = itemKinds.map((kind) => parseKind(value[kind]));
  if (reports === undefined || bundles === undefined) return undefined;
  const lastRun = parseLastRun(value.lastRun);
  const imports = parseImports(value.imports);
  return {
    version: 1,
    reports,
    bundles,
    foreign,
    ...(lastRun === undefined ? {} : { lastRun }),
    ...(imports === undefined ? {} : { imports }),
  };
}

/** Why `parseState` does not accept a value. */
export interface StateFault {
  /** The end of a sentence about the value. */
  readonly why: string;
  readonly laterVersion?: true | undefined;
}

export function stateFault(value: unknown): StateFault {
  if (!isJsonObject(value) || !isTime(value.version) || value.version <= 1) return { why: 'it is damaged' };
  const formats = `format ${value.version}; this version reads format 1`;
  return { why: `a later version of this program wrote it (${formats})`, laterVersion: true };
}

function parseKind(value: unknown): KindState | undefined {
  if (!isJsonObject(value) || !isTime(value.start)) return undefined;
  const { watermark, recent = {}, waiting = {} } = value;
  if (watermark !== undefined && !isTime(watermark)) return undefined;
  if (!isRecent(recent) || !isJsonObject(waiting)) return undefined;
  const parsed = new Map<string, Waiting>();
  for (const [id, one] of Object.entries(waiting)) {
    const item = parseWaiting(one);
    if (item === undefined) return undefined;
    parsed.set(id, item);
  }
  return {
    ...freshKind(value.start),
    recent,
    // An assignment to an object would lose an id such as `__proto__`.
    waiting: Object.fromEntries(parsed),
    ...(watermark === undefined ? {} : { watermark }),
  };
}

export function parseWaiting(value: unknown): Waiting | undefined {
  if (!isJsonObject(value)) return undefined;
  const { lack, date, fingerprint, reason, message, firstAttempt, lastAttempt, attempts, nextTry, raw } =
    value;
  if (!isLack(lack) || !isTime(date) || !isText(fingerprint) || !isText(reason) || !isText(message))
    return undefined;
  if (!isTime(firstAttempt) || !isTime(lastAttempt) || !isTime(attempts)) return undefined;
  if (nextTry !== undefined && !isTime(nextTry)) return undefined;
  const times = { firstAttempt, lastAttempt, attempts, ...(nextTry === undefined ? {} : { nextTry }) };
  const also = {
    ...(value.alsoPdf === true ? { alsoPdf: true as const } : {}),
    ...(value.forgotten === true ? { forgotten: true as const } : {}),
  };
  return { lack, ...also, date, fingerprint, reason, message, ...times, raw };
}

function parseLastRun(value: unknown): LastRun | undefined {
  if (!isJsonObject(value)) return undefined;
  const { startedAt, finishedAt, outcome, backfill, beforeReset, lastSuccess } = value;
  if (!isTime(startedAt) || !isTime(finishedAt) || !isText(outcome)) return undefined;
  return {
    startedAt,
    finishedAt,
    outcome,
    ...(backfill === true ? { backfill } : {}),
    ...(beforeReset === true ? { beforeReset } : {}),
    ...(isTime(lastSuccess) ? { lastSuccess } : {}),
  };
}

const isLack = (value: unknown): value is Lack => value === 'item' || value === 'pdf' || value === 'stix';
const isRecent = (value: unknown): value is KindState['recent'] =>
  isJsonObject(value) &&
  Object.entries(value).every(
    ([day, items]) => /^\d+$/.test(day) && isJsonObject(items) && Object.values(items).every(isText),
  );
