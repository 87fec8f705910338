import { type ItemKind, perKind } from '../kinds.js';
import { truncate } from '../lib/index.js';

/**
 * What the runs of a connector did, for the page of `status --html` (docs/operations.md#history). Times are unix seconds,
 * days are days since 1970 in UTC.
 */
export interface History {
  /** Oldest first; a day without a run has no record. */
  readonly days: readonly DayRecord[];
  /** The newest runs, oldest first. */
  readonly runs: readonly RunRecord[];
}

/** Items of one kind. */
export interface ItemCounts {
  readonly delivered: number;
  readonly updated: number;
  readonly failed: number;
}

/** What is left at the end of a run, or of the last run of a day. */
export interface Backlog {
  /** Of both kinds. */
  readonly waiting: number;
  readonly givenUp: number;
}

/** The works that a day's runs found imported. Seconds from the last push into a work to its completion in OpenCTI. */
export interface ImportTimes {
  readonly works: number;
  readonly seconds: number;
  readonly longest: number;
}

export interface DayRecord {
  readonly day: number;
  /** Outcome -> number of runs; `did-not-end` for one that was killed. */
  readonly runs: Readonly<Record<string, number>>;
  /** Of its runs and of `push`. */
  readonly items: Readonly<Record<ItemKind, ItemCounts>>;
  /** Refused by OpenCTI at their import, as the runs of the day read it. */
  readonly refused: number;
  /** Items whose objects were lost before their import. */
  readonly lost: number;
  readonly imports: ImportTimes;
  /** Absent if no run could read the state. */
  readonly backlog?: Backlog | undefined;
  readonly resets: number;
}

export interface RunRecord {
  readonly startedAt: number;
  /** Its duration; absent for one that was killed. */
  readonly seconds?: number | undefined;
  readonly outcome: string;
  readonly items: Readonly<Record<ItemKind, ItemCounts>>;
  /** Why it failed: stable, for programs. */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

/** One entry: a run, a `push` (without `run`) or a reset. */
export interface HistoryEntry {
  readonly at: number;
  readonly run?: RunRecord | undefined;
  readonly items?: Readonly<Record<ItemKind, ItemCounts>> | undefined;
  readonly refused?: number | undefined;
  readonly lost?: number | undefined;
  /** Seconds of each work that was found imported. */
  readonly imported?: readonly number[] | undefined;
  readonly backlog?: Backlog | undefined;
  readonly resets?: number | undefined;
}

export const historyDays = 90;
/** Two days of hourly runs. */
const mostRuns = 48;
/** Characters of the message of a failed run. */
const longestMessage = 300;

const secondsOfDay = 86_400;
export const dayOf = (seconds: number): number => Math.floor(seconds / secondsOfDay);

export const noItems: Readonly<Record<ItemKind, ItemCounts>> = perKind(() => ({
  delivered: 0,
  updated: 0,
  failed: 0,
}));

/** Adds an entry to its day, and forgets what is older than 90 days before it. */
export function withEntry(history: History, entry: HistoryEntry): History {
  const today = dayOf(entry.at);
  // After a wrong clock was corrected, later days would hide the following ones.
  const kept = history.days.filter(({ day }) => day > today - historyDays && day <= today + 1);
  const before = kept.find(({ day }) => day === today) ?? emptyDay(today);
  const others = kept.filter(({ day }) => day !== today);
  const days = [...others, addedTo(before, entry)].sort((a, b) => a.day - b.day);
  const runs = entry.run === undefined ? history.runs : [...history.runs, shortened(entry.run)];
  return { days: days.slice(-historyDays), runs: runs.slice(-mostRuns) };
}

const emptyDay = (day: number): DayRecord => ({
  day,
  runs: {},
  items: noItems,
  refused: 0,
  lost: 0,
  imports: { works: 0, seconds: 0, longest: 0 },
  resets: 0,
});

function addedTo(day: DayRecord, entry: HistoryEntry): DayRecord {
  const { run, items = noItems, refused = 0, lost = 0, imported = [], resets = 0 } = entry;
  const backlog = entry.backlog ?? day.backlog;
  return {
    day: day.day,
    runs: run === undefined ? day.runs : { ...day.runs, [run.outcome]: (day.runs[run.outcome] ?? 0) + 1 },
    items: perKind((kind) => sum(day.items[kind], items[kind])),
    refused: day.refused + refused,
    lost: day.lost + lost,
    imports: {
      works: day.imports.works + imported.length,
      seconds: imported.reduce((total, seconds) => total + seconds, day.imports.seconds),
      longest: Math.max(day.imports.longest, ...imported),
    },
    ...(backlog === undefined ? {} : { backlog }),
    resets: day.resets + resets,
  };
}

const sum = (one: ItemCounts, other: ItemCounts): ItemCounts => ({
  delivered: one.delivered + other.delivered,
  updated: one.updated + other.updated,
  failed: one.failed + other.failed,
});

const shortened = (run: RunRecord): RunRecord =>
  run.message === undefined ? run : { ...run, message: truncate(run.message, longestMessage) };
