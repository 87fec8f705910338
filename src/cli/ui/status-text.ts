import { itemKinds } from '../../kinds.js';
import { plainText } from '../../lib/index.js';
import type { PlatformAnswer, StatusDocument } from '../documents/schemas.js';
import { hanging, loadPaint, type Paint } from './text.js';
import { zonedTime } from './time.js';

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

/**
 * What OpenCTI knows, for people.
 * @param width cells of a line; absent: nothing is broken
 */
export function platformLines(answer: PlatformAnswer, width = Infinity): readonly string[] {
  const line = (name: string, text: string): readonly string[] =>
    hanging(name.padEnd(indent), plainText(text), width, indent);
  // The line begins with the name already.
  if ('error' in answer) return line('OpenCTI', answer.error.message.replace(/^OpenCTI is /, ''));
  const { url, version, user, missingRights, connector, works } = answer;
  const rights = missingRights.length === 0 ? 'has all rights' : `lacks ${missingRights.join(', ')}`;
  const queue =
    connector === null
      ? ''
      : `, ${connector.queue.messages} messages (${connector.queue.megabytes} MB) waiting`;
  const state = connector === null ? 'not registered yet' : connector.active ? 'active' : 'inactive';
  return [
    ...line('OpenCTI', `${url}  version ${version}`),
    ...line('  user', `${user}: ${rights}`),
    ...line('  connector', `${state}${queue}`),
    ...(works.length === 0 ? [] : ['  last works']),
    ...works.flatMap(({ name, status, expected, processed, errors }) => {
      const failed = errors === 0 ? '' : `, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
      return [
        ...hanging('    ', plainText(name), width, 6),
        `      ${status}, ${processed} of ${expected} objects${failed}`,
      ];
    }),
  ];
}
