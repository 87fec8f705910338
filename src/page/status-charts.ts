import type { ItemKind } from '../kinds.js';
import { type DayRecord, dayOf, type History, historyDays } from '../state/index.js';
import type { Chart, Series } from './chart.js';

/**
 * The charts of the last 90 days.
 * @param now unix seconds, the newest day
 */
export function statusCharts({ days }: History, now: number): readonly Chart[] {
  const today = dayOf(now);
  const numbers = Array.from({ length: historyDays }, (_, index) => today - historyDays + 1 + index);
  const byDay = new Map(days.map((record) => [record.day, record]));
  const records = numbers.map((day) => byDay.get(day));
  const first = days[0]?.day ?? today;
  const base = {
    days: numbers.map(dayLabel),
    resets: records.map((record) => (record?.resets ?? 0) > 0),
  };
  const of = (
    name: string,
    look: Series['look'],
    valueOf: (day: DayRecord) => number | undefined,
  ): Series => ({
    name,
    look,
    values: records.map((record) => (record === undefined ? undefined : valueOf(record))),
  });
  const runs = (outcomes: readonly string[]) => (day: DayRecord) =>
    outcomes.reduce((sum, outcome) => sum + (day.runs[outcome] ?? 0), 0);
  const items = (kind: ItemKind, title: string): Chart => ({
    ...base,
    id: kind,
    title,
    unit: 'items per day',
    measure: 'count',
    series: [
      of('new', 'first', (day) => day.items[kind].delivered),
      of('updated', 'second', (day) => day.items[kind].updated),
      of('failed', 'bad', (day) => day.items[kind].failed),
    ],
  });
  return [
    {
      ...base,
      id: 'runs',
      title: 'Runs',
      unit: 'runs per day',
      measure: 'count',
      series: [
        of('complete', 'first', runs(['done', 'nothing-new', 'budget', 'postponed'])),
        of('with failed items', 'third', runs(['partial'])),
        of('interrupted or reset', 'second', runs(['interrupted', 'reset'])),
        of('failed or killed', 'bad', runs(['failed', 'did-not-end'])),
      ],
      gaps: numbers.map((day, index) => day >= first && day < today && !hasRun(records[index])),
    },
    items('reports', 'Reports'),
    items('bundles', 'Indicator bundles'),
    {
      ...{
        ...base,
        id: 'backlog',
        title: 'Items that wait or were given up',
        unit: 'items at the end of the day',
      },
      measure: 'count',
      series: [
        of('waiting', 'third', ({ backlog }) => backlog?.waiting),
        of('given up', 'bad', ({ backlog }) => backlog?.givenUp),
      ],
    },
    {
      ...base,
      id: 'errors',
      title: 'Import errors',
      unit: 'found per day',
      measure: 'count',
      series: [
        of('objects refused by OpenCTI', 'bad', ({ refused }) => refused),
        of('items with lost objects', 'third', ({ lost }) => lost),
      ],
    },
    {
      ...base,
      id: 'imports',
      title: 'Time to import',
      unit: 'from delivery to the end of the import',
      measure: 'seconds',
      series: [
        of('average', 'first', ({ imports: { works, seconds } }) =>
          works === 0 ? undefined : Math.round(seconds / works),
        ),
      ],
      peak: of('longest', 'quiet', ({ imports: { works, longest } }) => (works === 0 ? undefined : longest)),
    },
  ];
}

const hasRun = (record: DayRecord | undefined): boolean =>
  Object.values(record?.runs ?? {}).some((count) => count > 0);

/** `27 Nov`, UTC. */
function dayLabel(day: number): string {
  const date = new Date(day * 86_400_000);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
