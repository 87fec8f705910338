import { itemKinds } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import type { PlatformAnswer, StatusDocument } from '../documents/schemas.js';
import { hangingIndent, loadPaint, type Paint } from './text.js';
import { zonedTime } from './time.js';

type Waiting = NonNullable<StatusDocument['reports']>['waiting'][number];

/** Width of the column of names. */
const indent = 14;
const name = (text: string): string => text.padEnd(indent);

/** In the machine's time zone. `terminal`: its width; undefined in a pipe, where no line is wrapped. */
export async function statusLines(
  document: StatusDocument,
  terminal: number | undefined,
  color: boolean,
): Promise<readonly string[]> {
  const { statePath, missing, lock, lastRun, opencti, openWorks } = document;
  const width = terminal ?? Infinity;
  const paint = await loadPaint(color);
  const success = lastRun?.lastSuccess ?? null;
  return [
    ...(missing.length === 0
      ? []
      : hangingIndent(
          paint.bad(name('Not usable')),
          `not configured: ${missing.join(', ')}; \`teamt5-opencti config\` shows all options`,
          width,
          indent,
        )),
    // Paths are copied and pasted: they are never wrapped.
    `${name('State')}${statePath}`,
    `${name('Lock')}${lock === null ? 'free' : `pid ${lock.pid} on ${lock.host} since ${local(lock.since)}`}`,
    ...runLines(document, width, paint),
    ...(success === null ? [] : [`${name('Last success')}${local(success)}`]),
    ...(openWorks.length === 0
      ? []
      : hangingIndent(name('Open imports'), openWorks.join(', '), width, indent)),
    ...itemKinds.flatMap((kind) => kindLines(kind, document[kind], width, paint)),
    ...(opencti === null ? [] : platformLines(opencti, width)),
  ];
}

/** If the last run failed before its start, the state still contains the run before it. */
function runLines({ lastRun, lastFailure }: StatusDocument, width: number, paint: Paint): readonly string[] {
  const run = (title: string, one: NonNullable<typeof lastRun>): readonly string[] =>
    hangingIndent(name(title), `${local(one.finishedAt)}: ${endOf(one)}`, width, indent);
  if (lastFailure === null) {
    return lastRun === null ? [`${name('Last run')}none yet`] : run('Last run', lastRun);
  }
  const ended = lastFailure.reason === 'interrupted' ? 'interrupted' : 'failed';
  return [
    `${name('Last run')}${local(lastFailure.time)}: ${paint.bad(ended)}`,
    ...hangingIndent(name(''), plainText(lastFailure.message), width, indent),
    ...(lastRun === null || lastRun.outcome === 'failed' ? [] : run('Run before', lastRun)),
  ];
}

/** A backfill has no cursor, so no run continues it. */
function endOf({ outcome, backfill }: NonNullable<StatusDocument['lastRun']>): string {
  return (backfill ? backfillTexts[outcome] : undefined) ?? outcomeTexts[outcome] ?? outcome;
}

const backfillTexts: Readonly<Record<string, string>> = {
  done: 'a backfill, delivered everything',
  'nothing-new': 'a backfill, found nothing to deliver',
  budget: 'a backfill, stopped at --max-items, --max-duration or sync.max_run_bytes; no run continues it',
  interrupted: 'a backfill, was interrupted; no run continues it',
};

const outcomeTexts: Readonly<Record<string, string>> = {
  done: 'delivered everything that was new',
  'nothing-new': 'found nothing new',
  partial: 'delivered what it could; failed items are retried',
  budget: 'stopped at --max-items, --max-duration or sync.max_run_bytes; the next run continues from there',
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
    Date.parse(start) === 0 ? 'the next run delivers everything' : `the next run starts from ${local(start)}`;
  const reached =
    watermark === null ? `nothing delivered yet; ${from}` : `delivered up to ${local(watermark)}`;
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
  const next =
    nextTry === null ? 'given up; `sync --retry-failed` retries it' : `next attempt ${local(nextTry)}`;
  const tries = pluralize(attempts, 'attempt');
  return [
    // The same applies to ids.
    `  ${paint.bad(what)}: ${plainText(id)}`,
    ...hangingIndent('    ', `${tries}, ${next}`, width, 4),
    ...hangingIndent('    ', plainText(message), width, 4),
  ];
}

const local = (iso: string): string => zonedTime(Date.parse(iso) / 1000);

/** @param width cells of a line; default: no line is wrapped */
export function platformLines(answer: PlatformAnswer, width = Infinity): readonly string[] {
  const line = (name: string, text: string): readonly string[] =>
    hangingIndent(name.padEnd(indent), plainText(text), width, indent);
  // The line already starts with the name.
  if ('error' in answer) return line('OpenCTI', answer.error.message.replace(/^OpenCTI is /, ''));
  const { url, version, user, missingRights, connector, works } = answer;
  const takeOver = connector?.takeOver ?? null;
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
    ...(takeOver === null
      ? []
      : line('', `the next run continues from the last run of the Python connector (${local(takeOver)})`)),
    ...(works.length === 0 ? [] : ['  last imports in OpenCTI (works)']),
    ...works.flatMap(({ name, status, expected, processed, errors }) => {
      const failed = errors === 0 ? '' : `, ${pluralize(errors, 'error')}`;
      return [
        ...hangingIndent('    ', plainText(name), width, 6),
        `      ${status}, ${processed} of ${expected} objects${failed}`,
      ];
    }),
  ];
}
