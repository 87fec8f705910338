import { type ItemKind, perKind } from '../kinds.js';
import type { WorkSummary } from '../opencti/index.js';
import type { ImportingWork, Imports, PartialImport, RefusedObject } from '../state/index.js';

/** What a reading of works shows. */
export interface Reading {
  readonly works: readonly WorkSummary[];
  /** Whether the platform does not have the work any more; only asked for one that is not in `works`. */
  readonly isGone: (workId: string) => boolean;
  /** Nothing of this connector waits for a worker. */
  readonly queueIsEmpty: boolean;
}

export interface Judgement {
  readonly imports: Imports;
  /** Not seen before, in the order of the works. */
  readonly refused: readonly RefusedObject[];
  readonly lost: readonly Loss[];
  readonly imported: readonly ImportedWork[];
}

/** A work that is known to be imported by now. */
export interface ImportedWork {
  readonly kind: ItemKind;
  /** Its name. */
  readonly work: string;
  readonly objects: number;
  /** From the last push into it to its completion, which the platform's clock measures; undefined: unknown. */
  readonly seconds: number | undefined;
}

/** A work of which objects were accepted and never imported. */
export interface Loss {
  readonly kind: ItemKind;
  /** Its name. */
  readonly work: string;
  /** Id -> date: to be delivered again. */
  readonly items: Readonly<Record<string, number>>;
  /** Lost again after they were delivered again: reported, and not repeated. */
  readonly lostAgain: readonly string[];
}

/** Seconds; the platform removes completed works after 7 days (docs/opencti-api.md#works). */
const longestWork = 6 * 86_400;
/** Seconds after which refused objects and repeated deliveries are forgotten. */
const longestMemory = 30 * 86_400;
/** A work keeps 100 errors (docs/opencti-api.md#works). */
const mostRefused = 100;
/** Of each kind. */
const mostPartial = 100;
/** Successive readings without progress after which the rest of a work counts as lost. */
const mostStalls = 2;

/** Decides what became of the works of earlier runs (docs/architecture.md#cursor). `now`: unix seconds. */
export function judgeImports(imports: Imports, reading: Reading, now: number): Judgement {
  const { works, refused } = withoutOld(imports, now);
  const again = perKind(
    (kind) => new Map(Object.entries(imports.again[kind]).filter(([, at]) => now - at < longestMemory)),
  );
  const partial = perKind(
    (kind) => new Map(Object.entries(imports.partial[kind]).filter(([, { at }]) => now - at < longestMemory)),
  );
  const open = new Map(Object.entries(works));
  const seen = new Map(reading.works.map((work) => [work.id, work]));
  const judge = { open, again, partial, lostNow: perKind(() => new Set<string>()), now };
  const fresh: RefusedObject[] = [];
  const lost: Loss[] = [];
  const imported: ImportedWork[] = [];
  const known = new Set(refused.map(keyOf));
  let kept = refused;
  for (const [id, work] of Object.entries(works)) {
    const found = seen.get(id);
    for (const one of found === undefined ? [] : refusedIn(found, work, now)) {
      const key = keyOf(one);
      // Reported before; it now belongs to the later delivery.
      if (known.has(key)) kept = kept.map((before) => (keyOf(before) === key ? one : before));
      else fresh.push(one);
      known.add(key);
    }
    const fate = found === undefined ? fateOfMissing(id, reading) : fateOf(found, work, reading);
    if (fate.is === 'open') {
      if (fate.work !== undefined) open.set(id, fate.work);
      continue;
    }
    open.delete(id);
    if (fate.is === 'lost') lost.push(lose(work, judge));
    else {
      kept = afterImport(work, kept, judge);
      notePartial(work, found, judge);
      imported.push(importedWork(work, found));
    }
  }
  const named = lost.flatMap((loss) => loss.lostAgain.map((item) => lostForGood(loss, item, now)));
  return {
    imports: {
      works: Object.fromEntries(open),
      again: perKind((kind) => Object.fromEntries(again[kind])),
      partial: perKind((kind) => Object.fromEntries([...partial[kind]].slice(-mostPartial))),
      refused: [...kept, ...fresh, ...named].slice(-mostRefused),
    },
    refused: fresh,
    lost: lost.filter(({ items, lostAgain }) => Object.keys(items).length + lostAgain.length > 0),
    imported,
  };
}

function importedWork(
  { kind, name, objects, at }: ImportingWork,
  found: WorkSummary | undefined,
): ImportedWork {
  const completedAt = found?.completedAt;
  return {
    kind,
    work: name,
    objects,
    seconds: completedAt === undefined ? undefined : Math.max(0, completedAt - at),
  };
}

function withoutOld(imports: Imports, now: number): Pick<Imports, 'works' | 'refused'> {
  return {
    works: Object.fromEntries(Object.entries(imports.works).filter(([, { at }]) => now - at < longestWork)),
    refused: imports.refused.filter(({ at }) => now - at < longestMemory),
  };
}

type Fate =
  | { readonly is: 'imported' | 'lost' }
  /** `work`: with the figures of this reading. */
  | { readonly is: 'open'; readonly work?: ImportingWork | undefined };

function fateOfMissing(id: string, { isGone }: Reading): Fate {
  return { is: isGone(id) ? 'lost' : 'open' };
}

/**
 * The status proves nothing: housekeeping completes works whatever their numbers, and `toProcessed` completes one whose
 * bundles no worker has seen as 1 of 1 (docs/opencti-api.md#works). So far fewer objects than were pushed are a loss, too.
 */
function fateOf(found: WorkSummary, work: ImportingWork, { queueIsEmpty }: Reading): Fate {
  const { expected, processed, errors } = found;
  if (expected > 0 && processed >= expected) {
    if (expected >= work.objects) return { is: 'imported' };
    // The splitter leaves out what it cannot read; as long as bundles wait for it, the number can still grow.
    if (queueIsEmpty && 2 * expected >= work.objects) return { is: 'imported' };
  }
  const before = work.processed === processed ? (work.stalled ?? 0) : 0;
  const stalled = queueIsEmpty ? before + 1 : 0;
  return stalled >= mostStalls
    ? { is: 'lost' }
    : { is: 'open', work: { ...work, processed, stalled, reported: errors.length } };
}

interface Judge {
  readonly open: Map<string, ImportingWork>;
  readonly again: Readonly<Record<ItemKind, Map<string, number>>>;
  readonly partial: Readonly<Record<ItemKind, Map<string, PartialImport>>>;
  /** Items of works that this reading found lost: the parts of an item can have works of their own. */
  readonly lostNow: Readonly<Record<ItemKind, Set<string>>>;
  readonly now: number;
}

function lose({ kind, name, items }: ImportingWork, { again, lostNow, now }: Judge): Loss {
  const repeated: (readonly [string, number])[] = [];
  const lostAgain: string[] = [];
  for (const [id, date] of Object.entries(items)) {
    if (lostNow[kind].has(id)) continue;
    lostNow[kind].add(id);
    if (again[kind].has(id)) lostAgain.push(id);
    else repeated.push([id, date]);
    again[kind].set(id, now);
  }
  return { kind, work: name, items: Object.fromEntries(repeated), lostAgain };
}

/** The errors that are left of the item's earlier deliveries. */
function afterImport(
  { kind, name, items }: ImportingWork,
  refused: readonly RefusedObject[],
  { open, again }: Judge,
): readonly RefusedObject[] {
  const others = [...open.values()].filter((work) => work.kind === kind);
  for (const id of Object.keys(items))
    if (!others.some((work) => Object.hasOwn(work.items, id))) again[kind].delete(id);
  return refused.filter(
    ({ kind: of, item, work }) =>
      of !== kind || work === name || item === undefined || !Object.hasOwn(items, item),
  );
}

/**
 * Which item of a work a refused object belongs to is not known, so that all of them are noted; those of a larger work
 * than the limit would be a part that proves nothing.
 */
function notePartial(
  { kind, version, items }: ImportingWork,
  found: WorkSummary | undefined,
  { partial, now }: Judge,
): void {
  const refuses = found?.errors.some(({ about }) => about === 'object') === true;
  const isNoted = refuses && Object.keys(items).length <= mostPartial;
  for (const [id, date] of Object.entries(items)) {
    partial[kind].delete(id);
    if (isNoted) partial[kind].set(id, { date, ...(version === undefined ? {} : { version }), at: now });
  }
}

function refusedIn({ errors }: WorkSummary, work: ImportingWork, now: number): readonly RefusedObject[] {
  const [item, ...more] = Object.keys(work.items);
  const common = { kind: work.kind, work: work.name, at: now, ...(more.length === 0 ? { item } : {}) };
  // The platform appends errors.
  return errors
    .slice(work.reported ?? 0)
    .filter(({ about }) => about === 'object')
    .map(({ message, objectId, objectType, objectName }) => ({
      ...common,
      message,
      ...(objectId === undefined ? {} : { objectId }),
      ...(objectType === undefined ? {} : { objectType }),
      ...(objectName === undefined ? {} : { objectName }),
    }));
}

/** An object that is refused for the same reason with each delivery is reported once. */
function keyOf({ objectId, work, message }: RefusedObject): string {
  return JSON.stringify([objectId ?? work, message]);
}

function lostForGood({ kind, work }: Loss, item: string, at: number): RefusedObject {
  return { kind, item, work, at, message: 'its objects were lost before their import for the second time' };
}

/** Whether a reading of works can show anything new. */
export function areUnfinished(imports: Imports | undefined): imports is Imports {
  return imports !== undefined && Object.keys(imports.works).length > 0;
}
