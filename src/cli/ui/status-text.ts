import { type ItemKind, itemKinds, kinds as kindTable } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import type { PlatformAnswer, StatusDocument } from '../documents/schemas.js';
import { hangingIndent, loadPaint, type Paint } from './text.js';
import { inMegabytes, zonedTime } from './time.js';

/** Without OpenCTI's part. */
type LocalStatus = Omit<StatusDocument, 'opencti'>;

type Refused = NonNullable<StatusDocument['imports']>['refused'][number];
type Waiting = NonNullable<StatusDocument['reports']>['waiting'][number];

/** Width of the column of names. */
const indent = 14;
const name = (text: string): string => text.padEnd(indent);

/** Failed and incomplete items to show without `--all`. */
const maxShown = 5;

export interface StatusView {
  /** Cells of a line; undefined in a pipe, where no line is wrapped. */
  readonly terminal: number | undefined;
  readonly color: boolean;
  /** Nothing of OpenCTI follows. */
  readonly alone: boolean;
  /** All failed items instead of the first few. */
  readonly all: boolean;
}

/** The local part, in the machine's time zone. */
export async function statusLines(
  document: LocalStatus,
  { terminal, color, all, alone }: StatusView,
): Promise<readonly string[]> {
  const { statePath, lock, lastRun, openWorks } = document;
  const width = terminal ?? Infinity;
  const paint = await loadPaint(color);
  const success = lastRun?.lastSuccess ?? null;
  return [
    ...verdictLines(document, width, paint),
    // Paths are copied and pasted: they are never wrapped.
    `${name('State')}${statePath}`,
    `${name('Lock')}${lock === null ? 'free' : `pid ${lock.pid} on ${lock.host} since ${local(lock.since)}`}`,
    ...runLines(document, width, paint),
    ...(success === null ? [] : [`${name('Last success')}${local(success)}`]),
    // OpenCTI's part lists the works with their progress.
    ...(openWorks.length === 0 || !alone
      ? []
      : hangingIndent(name('Open imports'), openWorks.join(', '), width, indent)),
    ...kindsLines(document, all ? Infinity : maxShown, width, paint),
    ...importLines(document.imports, all ? Infinity : maxShown, width, paint),
  ];
}

/** The path of the page of --html. */
export const pageLine = (path: string): string => `${name('Page')}${path}`;

function verdictLines(
  { verdict: { status, message }, missing }: LocalStatus,
  width: number,
  paint: Paint,
): readonly string[] {
  const isMissing = missing.length > 0;
  const advice = isMissing ? '; `teamt5-opencti config` shows all options' : '';
  const look = status === 'ok' ? paint.good : paint.bad;
  const title = isMissing ? 'Not usable' : verdictNames[status];
  return hangingIndent(look(name(title)), `${message}${advice}`, width, indent);
}

const verdictNames = { ok: 'Healthy', warning: 'Warning', critical: 'Critical', unknown: 'Unknown' } as const;

/** The kinds of a state, with the first `most` of its failed items. */
export function kindsLines(
  kinds: Pick<StatusDocument, 'reports' | 'bundles'>,
  most: number,
  width: number,
  paint: Paint,
): readonly string[] {
  const shown = new Set(
    itemKinds
      .flatMap((kind) => kinds[kind]?.waiting ?? [])
      .sort((one, other) => urgency(one) - urgency(other))
      .slice(0, most),
  );
  const hidden = itemKinds.reduce((sum, kind) => sum + (kinds[kind]?.waiting.length ?? 0), 0) - shown.size;
  return [
    ...itemKinds.flatMap((kind) => kindLines(kind, kinds[kind], shown, width, paint)),
    ...(most === Infinity ? itemKinds.flatMap((kind) => forgottenLines(kind, kinds[kind], width)) : []),
    ...(hidden === 0 ? [] : [`  … and ${hidden} more: \`status --all\` shows them`]),
  ];
}

/** The state that the next run starts from, if it is not the local one. */
export async function nextRunLines(
  text: string,
  kinds: Pick<StatusDocument, 'reports' | 'bundles'>,
  { terminal = Infinity, color, all }: StatusView,
): Promise<readonly string[]> {
  const paint = await loadPaint(color);
  return [
    ...hangingIndent(name('Next run'), text, terminal, indent),
    ...kindsLines(kinds, all ? Infinity : maxShown, terminal, paint),
  ];
}

/** What nothing repairs by itself comes first. */
const urgency = ({ lack, nextTry }: Waiting): number => (nextTry === null ? 0 : lack === 'item' ? 1 : 2);

function forgottenLines(kind: ItemKind, status: StatusDocument['reports'], width: number): readonly string[] {
  const ids = status?.forgotten ?? [];
  if (ids.length === 0) return [];
  const text = `given up by \`reset --failed\`: ${kind} ${ids.map((id) => plainText(id)).join(', ')}`;
  return hangingIndent('  ', text, width, 4);
}

/** If the last run failed before its start, the state still contains the run before it. */
function runLines({ lastRun, lastFailure }: LocalStatus, width: number, paint: Paint): readonly string[] {
  const run = (title: string, one: NonNullable<typeof lastRun>): readonly string[] =>
    hangingIndent(name(title), `${local(one.finishedAt)}: ${endOf(one)}`, width, indent);
  if (lastFailure === null) {
    return lastRun === null ? [`${name('Last run')}none yet`] : run('Last run', lastRun);
  }
  const ended = endings[lastFailure.reason] ?? 'failed';
  return [
    `${name('Last run')}${local(lastFailure.time)}: ${paint.bad(ended)}`,
    ...hangingIndent(name(''), plainText(lastFailure.message), width, indent),
    ...(lastRun === null || lastRun.outcome === 'failed' ? [] : run('Run before', lastRun)),
  ];
}

const endings: Readonly<Record<string, string>> = {
  interrupted: 'interrupted',
  'did-not-end': 'did not end',
};

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
  partial: 'delivered what it could; some items failed',
  budget: 'stopped at --max-items, --max-duration or sync.max_run_bytes; the next run continues from there',
  interrupted: 'was interrupted; the next run continues from there',
  reset: 'stopped, because the connector was reset; the next run starts over',
  failed: 'failed',
};

function kindLines(
  kind: string,
  status: StatusDocument['reports'],
  shown: ReadonlySet<Waiting>,
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
    ...hangingIndent(name(kind.charAt(0).toUpperCase() + kind.slice(1)), reached, width, indent),
    ...waiting.filter((item) => shown.has(item)).flatMap((item) => waitingLines(item, width, paint)),
  ];
}

/** Newest first. */
function importLines(
  imports: LocalStatus['imports'],
  most: number,
  width: number,
  paint: Paint,
): readonly string[] {
  if (imports === null) return [];
  const { unfinished, refused } = imports;
  const counts = [
    ...(unfinished === 0 ? [] : [`${unfinished} not known to be complete`]),
    ...(refused.length === 0 ? [] : [pluralize(refused.length, 'refused object')]),
  ];
  if (counts.length === 0) return [];
  const hidden = refused.length - most;
  return [
    ...hangingIndent(name('Imports'), counts.join(', '), width, indent),
    ...[...refused]
      .reverse()
      .slice(0, most)
      .flatMap((one) => refusedLines(one, width, paint)),
    ...(hidden > 0 ? [`  … and ${hidden} more: \`status --all\` shows them`] : []),
  ];
}

function refusedLines(
  { kind, item, work, objectId, objectType, objectName, message }: Refused,
  width: number,
  paint: Paint,
): readonly string[] {
  const what = objectName === undefined ? [] : [`${objectType ?? 'object'} "${objectName}"`];
  const where = item === undefined ? work : `${kindTable[kind].singular} ${item}`;
  return [
    `  ${paint.bad('refused')}: ${plainText(objectId ?? item ?? 'an object')}`,
    ...hangingIndent('    ', plainText([...what, where].join(', ')), width, 4),
    ...hangingIndent('    ', plainText(message), width, 4),
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
      : `; queue: ${pluralize(connector.queue.messages, 'message')} (${inMegabytes(connector.queue.megabytes)}) for the workers`;
  // OpenCTI's word for a ping within the last minutes, which is missing between the runs of a schedule.
  const state =
    connector === null
      ? 'not registered yet'
      : connector.active
        ? 'active (it sent a ping in the last minutes)'
        : 'inactive (no ping in the last minutes, as between two runs)';
  return [
    ...line('OpenCTI', `${url}  version ${version}`),
    ...line('  user', `${user}: ${rights}`),
    ...line('  connector', `${state}${queue}`),
    ...(takeOver === null
      ? []
      : line('', `the next run continues from the last run of the Python connector (${local(takeOver)})`)),
    ...(connector?.start === null
      ? line('', 'its state cannot be read, so no run starts: `sync` shows why')
      : []),
    ...(works.length === 0 ? [] : ['  last imports in OpenCTI (works)']),
    ...works.flatMap(({ name, status, expected, processed, errors }) => {
      const failed = errors === 0 ? '' : `, ${pluralize(errors, 'error')}`;
      return [
        ...hangingIndent('    ', plainText(name), width, 6),
        ...hangingIndent(
          '      ',
          plainText(`${status}, ${processed} of ${expected} objects${failed}`),
          width,
          6,
        ),
      ];
    }),
  ];
}
