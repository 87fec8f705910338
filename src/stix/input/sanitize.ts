/** Turns a download into plain JSON, so that no other step has to expect anything else. */
import { wellFormed } from '../../lib/index.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject, type MutableJsonObject } from '../json.js';
import { normalTimestamp } from '../values/timestamp.js';
import { normalizeHashes, type BadHash } from '../values/hashes.js';

/** STIX needs about eight levels. The limit keeps the depth of recursion independent of the input. */
const maximumDepth = 48;

/** Of STIX 2.0 and 2.1. They are normalized first, because ids are computed from some of them. */
const timestamps = new Set(
  `account_created account_expires account_first_login account_last_login analysis_ended analysis_started atime
  accessed created created_time credential_last_changed ctime date end first_observed first_seen last_observed
  last_seen modified modified_time mtime object_modified password_last_changed private_key_usage_period_not_after
  private_key_usage_period_not_before published start start_time stop_time submitted time_date_stamp valid_from
  valid_until validity_not_after validity_not_before`.split(/\s+/),
);

/** STIX 2.1 section 2.7; those of an executable's header: STIX 2.1 section 6.7.6. */
const hashKeys: ReadonlySet<string> = new Set(['hashes', 'file_header_hashes']);

export interface Sanitized {
  readonly value: Json | undefined;
  readonly nulls: number;
  /** Number of other removed values: `__proto__`, values that are not JSON, too deep nesting. */
  readonly unusable: number;
  readonly badHashes: readonly BadHash[];
}

/** A container whose content has not been copied yet. */
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
 * Removes `__proto__`, non-finite numbers, lone surrogates, too deep nesting, and nulls
 * (docs/opencti-api.md#pushing-bundles); normalizes timestamps and hashes. The input can have any depth.
 */
export function sanitize(root: unknown): Sanitized {
  // Most objects are clean, and checking is cheaper than copying.
  return isClean(root) ? { value: root, nulls: 0, unusable: 0, badHashes: [] } : sanitizedCopy(root);
}

function sanitizedCopy(root: unknown): Sanitized {
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
      // Assigning this key would change the prototype of the copy.
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
  for (const holder of dictionaries) normalizeHashesOf(holder, badHashes);
  return { value, nulls, unusable, badHashes };
}

/** Whether `sanitize` would return an equal value. Stops at the maximum depth. */
function isClean(value: unknown, depth = 0): value is Json {
  switch (typeof value) {
    case 'string':
      return wellFormed(value) === value;
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

function normalizeHashesOf(holder: MutableJsonObject, bad: BadHash[]): void {
  for (const key of hashKeys) {
    const hashes = hashesOf(holder[key]);
    if (hashes !== undefined) holder[key] = normalizeHashes(hashes, bad);
  }
}

/** Some feeds write a list of `{algorithm, hash}` in place of the dictionary. */
function hashesOf(value: Json | undefined): JsonObject | undefined {
  if (!isJsonArray(value)) return isJsonObject(value) ? value : undefined;
  const hashes: MutableJsonObject = {};
  for (const entry of value) {
    if (!isJsonObject(entry)) return undefined;
    const { algorithm, hash = entry.value } = entry;
    if (typeof algorithm !== 'string' || typeof hash !== 'string') return undefined;
    hashes[algorithm] = hash;
  }
  return value.length > 0 ? hashes : undefined;
}
