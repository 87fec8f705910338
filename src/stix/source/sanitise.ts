/** From whatever was downloaded to plain JSON that the other steps can walk without care. */
import { isJsonObject, type Json, type MutableJsonObject } from '../json.js';
import { normalTimestamp } from '../values/timestamp.js';
import { normalHashes, type BadHash } from '../values/hashes.js';

/** STIX needs about eight levels; what is deeper than this is no STIX, and a stack must not depend on the input. */
const maximumDepth = 48;

/** The timestamp properties of STIX 2.0 and 2.1. Observables' ids are made from some, so all are put into form here. */
const timestamps = new Set(
  `account_created account_expires account_first_login account_last_login analysis_ended analysis_started atime
  accessed created created_time credential_last_changed ctime date end first_observed first_seen last_observed
  last_seen modified modified_time mtime object_modified password_last_changed private_key_usage_period_not_after
  private_key_usage_period_not_before published start start_time stop_time submitted time_date_stamp valid_from
  valid_until validity_not_after validity_not_before`.split(/\s+/),
);

/** Dictionaries of hashes: of files and whatever else has some, and of an executable's header. */
const hashKeys: ReadonlySet<string> = new Set(['hashes', 'file_header_hashes']);

export interface Sanitised {
  readonly value: Json | undefined;
  /** Nulls taken out of lists and properties. */
  readonly nulls: number;
  /** Whatever else was taken out: `__proto__`, values that are no JSON, what is nested too deeply. */
  readonly unusable: number;
  /** Hashes that were taken out. */
  readonly badHashes: readonly BadHash[];
}

/** A container whose content is still to be copied. */
type Pending =
  | { readonly list: readonly unknown[]; readonly to: Json[]; readonly depth: number }
  | {
      readonly record: Readonly<Record<string, unknown>>;
      readonly to: MutableJsonObject;
      readonly depth: number;
    };

const isRecord = (value: object): value is Readonly<Record<string, unknown>> => !Array.isArray(value);
const isList = (value: object): value is readonly unknown[] => Array.isArray(value);

/**
 * A copy without nulls (one null in a list refuses a whole push: docs/opencti-api.md#pushing-bundles), `__proto__` keys,
 * numbers that are not finite, lone surrogates (no UTF-8 exists for them) and what is nested too deeply, with
 * timestamps and hashes in their normal form. Iterative: the depth of the input does not matter.
 */
export function sanitise(root: unknown): Sanitised {
  // Most objects need nothing: looking is cheaper than copying.
  return isClean(root) ? { value: root, nulls: 0, unusable: 0, badHashes: [] } : sanitisedCopy(root);
}

function sanitisedCopy(root: unknown): Sanitised {
  const pending: Pending[] = [];
  const dictionaries: MutableJsonObject[] = [];
  const badHashes: BadHash[] = [];
  let nulls = 0;
  let unusable = 0;

  const copy = (value: unknown, depth: number): Json | undefined => {
    switch (typeof value) {
      case 'string':
        return wellFormed(value);
      case 'boolean':
        return value;
      case 'number':
        if (Number.isFinite(value)) return value;
        break;
      case 'object': {
        if (value === null) {
          nulls += 1;
          return undefined;
        }
        if (depth >= maximumDepth) break;
        if (isList(value)) {
          const to: Json[] = [];
          pending.push({ list: value, to, depth: depth + 1 });
          return to;
        }
        if (!isRecord(value)) break;
        const to: MutableJsonObject = {};
        pending.push({ record: value, to, depth: depth + 1 });
        return to;
      }
      default:
    }
    unusable += 1;
    return undefined;
  };

  const value = copy(root, 0);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('list' in next) {
      for (const item of next.list) {
        const copied = copy(item, next.depth);
        if (copied !== undefined) next.to.push(copied);
      }
      continue;
    }
    const { record, to, depth } = next;
    for (const key of Object.keys(record)) {
      // Assigning to it would change the prototype of the copy.
      if (key === '__proto__') {
        unusable += 1;
        continue;
      }
      const copied = copy(record[key], depth);
      if (copied === undefined) continue;
      to[key] =
        typeof copied === 'string' && timestamps.has(key) ? (normalTimestamp(copied) ?? copied) : copied;
      if (hashKeys.has(key)) dictionaries.push(to);
    }
  }
  for (const holder of dictionaries) normaliseHashesOf(holder, badHashes);
  return { value, nulls, unusable, badHashes };
}

/** Whether the value is plain JSON already, in the form that `sanitise` makes. Goes no deeper than that form may. */
function isClean(value: unknown, depth = 0): value is Json {
  switch (typeof value) {
    case 'string':
      return !surrogate.test(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    case 'object':
      if (value === null || depth >= maximumDepth) return false;
      if (isList(value)) return value.every((item) => isClean(item, depth + 1));
      return isRecord(value) && isCleanRecord(value, depth + 1);
    default:
      return false;
  }
}

function isCleanRecord(record: Readonly<Record<string, unknown>>, depth: number): boolean {
  for (const key in record) {
    const value = record[key];
    if (key === '__proto__' || hashKeys.has(key) || !isClean(value, depth)) return false;
    if (typeof value === 'string' && timestamps.has(key) && normalTimestamp(value) !== value) return false;
  }
  return true;
}

function normaliseHashesOf(holder: MutableJsonObject, bad: BadHash[]): void {
  for (const key of hashKeys) {
    const hashes = holder[key];
    if (isJsonObject(hashes)) holder[key] = normalHashes(hashes, bad);
  }
}

const surrogate = /[\ud800-\udfff]/;

function wellFormed(text: string): string {
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}
