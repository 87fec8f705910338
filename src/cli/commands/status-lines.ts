import { itemKinds } from '../../kinds.js';
import { plainText } from '../../lib/index.js';
import { platformLines } from '../platform-knowledge.js';
import { hanging } from '../render/hanging.js';
import { loadPaint, type Paint } from '../render/paint.js';
import { zonedTime } from '../render/local-time.js';
import type { StatusDocument } from '../schemas/status.js';

type Waiting = NonNullable<StatusDocument['reports']>['waiting'][number];

/** Cells before the facts. */
const indent = 14;
const name = (text: string): string => text.padEnd(indent);

/**
 * The status for people, times in the machine's zone.
 * @param terminal cells of its lines; undefined in a pipe, where no line is broken
 */
export async function statusLines(
  document: StatusDocument,
  terminal: number | undefined,
  color: boolean,
): Promise<readonly string[]> {
  const { statePath, lock, lastRun, opencti, openWorks } = document;
  const width = terminal ?? Infinity;
  const paint = await loadPaint(color);
  const success = lastRun?.lastSuccess ?? null;
  return [
    // A path is copied: it stays in one piece, whatever the width.
    `${name('State')}${statePath}`,
    `${name('Lock')}${lock === null ? 'free' : `pid ${lock.pid} on ${lock.host} since ${local(lock.since)}`}`,
    ...runLines(document, width, paint),
    ...(success === null ? [] : [`${name('Last success')}${local(success)}`]),
    ...(openWorks.length === 0 ? [] : hanging(name('Open works'), openWorks.join(', '), width, indent)),
    ...itemKinds.flatMap((kind) => kindLines(kind, document[kind], width, paint)),
    ...(opencti === null ? [] : platformLines(opencti, width)),
  ];
}

/** A run that failed before it began has left the one before it in the state. */
function runLines({ lastRun, lastFailure }: StatusDocument, width: number, paint: Paint): readonly string[] {
  const run = (title: string, one: NonNullable<typeof lastRun>): readonly string[] =>
    hanging(name(title), `${local(one.finishedAt)}: ${endOf(one)}`, width, indent);
  if (lastFailure === null) {
    return lastRun === null ? [`${name('Last run')}none yet`] : run('Last run', lastRun);
  }
  const ended = lastFailure.reason === 'interrupted' ? 'interrupted' : 'failed';
  return [
    `${name('Last run')}${local(lastFailure.time)}: ${paint.bad(ended)}`,
    ...hanging(name(''), plainText(lastFailure.message), width, indent),
    ...(lastRun === null || lastRun.outcome === 'failed' ? [] : run('Run before', lastRun)),
  ];
}

/** A run goes on from the cursor; a backfill has none. */
function endOf({ outcome, backfill }: NonNullable<StatusDocument['lastRun']>): string {
  return (backfill ? backfillTexts[outcome] : undefined) ?? outcomeTexts[outcome] ?? outcome;
}

const backfillTexts: Readonly<Record<string, string>> = {
  done: 'a backfill, delivered everything',
  'nothing-new': 'a backfill, found nothing to deliver',
  budget: 'a backfill, stopped at --max-items or --max-duration; no run continues it',
  interrupted: 'a backfill, was interrupted; no run continues it',
};

/** How a run ended, as the state names it. */
const outcomeTexts: Readonly<Record<string, string>> = {
  done: 'delivered everything that was new',
  'nothing-new': 'found nothing new',
  partial: 'delivered what it could; what failed is tried again',
  budget: 'stopped at --max-items or --max-duration; the next run continues from there',
  interrupted: 'was interrupted; the next run continues from there',
  reset: 'stopped, because the connector was reset; the next run starts over',
  failed: 'failed',
};

function kindLines(
  kind: string,
  status: StatusDocument['reports'],
  width: number,
  paint: Paint,
): readonly string[] {
  if (status === null) return [];
  const { watermark, start, waiting } = status;
  const from =
    Date.parse(start) === 0 ? 'the next run takes all' : `the next run starts from ${local(start)}`;
  const reached = watermark === null ? `nothing settled yet; ${from}` : `settled up to ${local(watermark)}`;
  return [
    `${name(kind.charAt(0).toUpperCase() + kind.slice(1))}${reached}`,
    ...waiting.flatMap((item) => waitingLines(item, width, paint)),
  ];
}

function waitingLines(
  { id, lack, message, attempts, nextTry }: Waiting,
  width: number,
  paint: Paint,
): readonly string[] {
  const what = lack === 'item' ? 'failed' : `lacks its ${lack.toUpperCase()}`;
  const next = nextTry === null ? 'given up; `sync --retry-failed` tries it' : `next try ${local(nextTry)}`;
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  return [
    // An id is copied, too.
    `  ${paint.bad(what)}: ${plainText(id)}`,
    ...hanging('    ', `${tries}, ${next}`, width, 4),
    ...hanging('    ', plainText(message), width, 4),
  ];
}

const local = (iso: string): string => zonedTime(Date.parse(iso) / 1000);
