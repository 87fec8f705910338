import { createHash } from 'node:crypto';
import { itemKinds } from '../kinds.js';
import { isJsonObject, maxUnixSeconds, parseJson } from '../lib/index.js';

import type { KindState, State, Waiting } from './document.js';
import { parseState, type StateFault, stateFault } from './parse.js';
import { isFailed } from './waiting.js';

/** Our key of `connector_state`; `last_run` beside it is the Python connector's. */
const ownKey = 'teamt5_opencti';
/** Bytes; a longer text omits parts, since every ping sends it (docs/opencti-api.md#connector-state). */
const maxText = 256 * 1024;

/**
 * What too long a text omits, in steps: first the works that are being imported. A host that takes over then delivers
 * items twice, but loses none.
 */
const reductions: readonly ((kind: KindState) => KindState)[] = [
  (kind) => kind,
  (kind) => kind,
  (kind) => ({ ...kind, recent: {} }),
  (kind) => withSmallWaiting({ ...kind, recent: {} }, 4096),
  (kind) => withSmallWaiting({ ...kind, recent: {} }, 1024),
  (kind) => withSmallWaiting({ ...kind, recent: {} }, 0),
];

export type ConnectorState =
  /** `""`: the connector was reset. */
  | { readonly type: 'reset' }
  /** null, `"null"`, `"{}"`, or an object without a key of this program or of the Python connector. */
  | { readonly type: 'none'; readonly foreign: State['foreign'] }
  | { readonly type: 'ours'; readonly state: State }
  /** Only the `last_run` of the Python connector, in unix seconds. */
  | { readonly type: 'last-run'; readonly lastRun: number; readonly foreign: State['foreign'] }
  | ({ readonly type: 'unreadable' } & StateFault);

/** Reads a `connector_state` (docs/opencti-api.md#connector-state). */
export function readConnectorState(text: string | null): ConnectorState {
  if (text === '') return { type: 'reset' };
  const value = text === null ? null : parse(text);
  if (value === null) return { type: 'none', foreign: {} };
  if (value === undefined) return { type: 'unreadable', why: 'it is not JSON' };
  if (!isJsonObject(value)) return { type: 'unreadable', why: 'it is not a JSON object' };
  const { [ownKey]: own, last_run, ...foreign } = value;
  if (own !== undefined) {
    const state = parseState(own, foreign);
    if (state !== undefined) return { type: 'ours', state };
    const { why, laterVersion } = stateFault(own);
    return { type: 'unreadable', why: `in its part "${ownKey}", ${why}`, laterVersion };
  }
  if (last_run === undefined || last_run === null || last_run === '') return { type: 'none', foreign };
  const lastRun = parseLastRun(last_run);
  return lastRun === undefined
    ? { type: 'unreadable', why: 'its last_run is not a time' }
    : { type: 'last-run', lastRun, foreign };
}

/** The text of a ping: `last_run` for the Python connector, the state of this program, and all other keys. */
export function writeConnectorState(state: State): string {
  const { foreign, imports, ...own } = state;
  const last_run = new Date(lastRunOf(state) * 1000).toISOString().replace('.000Z', '+00:00');
  let text = '';
  for (const [step, reduce] of reductions.entries()) {
    const kinds = itemKinds.map((kind) => [kind, reduce(state[kind])] as const);
    if (kinds.reduce((sum, [, { waiting }]) => sum + waitingBytes(waiting), 0) > maxText) continue;
    const reduced = Object.fromEntries(kinds);
    const remembered = step === 0 && imports !== undefined ? { imports } : {};
    text = JSON.stringify({ ...foreign, last_run, [ownKey]: { ...own, ...reduced, ...remembered } });
    if (Buffer.byteLength(text) <= maxText) return text;
  }
  return text;
}

/** Drops large waiting items and moves the watermark before those that must be listed again. */
function withSmallWaiting({ watermark, ...kind }: KindState, maxBytes: number): KindState {
  const small: (readonly [string, Waiting])[] = [];
  let earliest = watermark ?? 0;
  for (const [id, one] of Object.entries(kind.waiting)) {
    if (entryBytes(id, one) <= maxBytes) small.push([id, one]);
    else if (one.lack === 'item') earliest = Math.min(earliest, one.date - 1);
  }
  const moved = watermark === undefined ? {} : { watermark: Math.max(earliest, 0) };
  return { ...kind, ...moved, waiting: Object.fromEntries(small) };
}

/** Bytes of a waiting item, which never changes: each ping needs them, and a listing entry can have a megabyte. */
const sizes = new WeakMap<Waiting, number>();

/** Bytes of an item and its id in the text. */
function entryBytes(id: string, one: Waiting): number {
  const size = sizes.get(one) ?? Buffer.byteLength(JSON.stringify(one));
  sizes.set(one, size);
  return Buffer.byteLength(JSON.stringify(id)) + size + 2;
}

function waitingBytes(waiting: KindState['waiting']): number {
  return Object.entries(waiting).reduce((sum, [id, one]) => sum + entryBytes(id, one), 0);
}

/** A digest of JSON that does not depend on its formatting. */
export function digestOf(text: string | null): string {
  const value = text === null || text === '' ? null : parse(text);
  const stable = value === undefined ? text : JSON.stringify(sortKeys(value));
  return createHash('sha256')
    .update(stable ?? '')
    .digest('base64url');
}

/** Unix seconds of ISO 8601, `YYYY-MM-DD HH:MM:SS` (UTC by default), or epoch seconds or milliseconds. */
export function parseLastRun(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? numeric(value) : undefined;
  if (number !== undefined) {
    const seconds = number > 1e11 ? number / 1000 : number;
    return seconds >= 0 && seconds <= maxUnixSeconds ? Math.floor(seconds) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i.exec(
    value.trim(),
  );
  if (match === null) return undefined;
  const [, date, time = '00:00:00', zone = 'Z'] = match;
  const offset = /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  const ms = Date.parse(`${date ?? ''}T${time}${offset}`);
  return Number.isNaN(ms) || ms < 0 ? undefined : Math.floor(ms / 1000);
}

const numeric = (text: string): number | undefined =>
  /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;

/** The time from which the Python connector, which lists from its `last_run`, misses nothing. */
function lastRunOf(state: State): number {
  const failed = itemKinds.flatMap((kind) => Object.values(state[kind].waiting).filter(isFailed));
  const { lastSuccess } = state.lastRun ?? {};
  if (lastSuccess !== undefined && failed.length === 0) return lastSuccess;
  const settled = itemKinds.map((kind) => state[kind].watermark ?? state[kind].start);
  return failed.reduce((earliest, { date }) => Math.min(earliest, date), Math.min(...settled));
}

/** Undefined for a text that is not JSON or exceeds the limits of outside JSON. */
function parse(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
