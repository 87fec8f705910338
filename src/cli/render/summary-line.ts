import type { KindCounts } from '../../sync/index.js';
import type { RunEnd } from '../run/run-end.js';
import type { SyncDocument } from '../schemas/sync.js';
import { counted } from './counted.js';
import { inWords, isoTime } from './time.js';

/** How a run ended, in words that go on. Only a run that has a cursor may promise that the next one goes on. */
export function outcomeText(end: RunEnd): string {
  const { outcome, dryRun } = end.summary;
  const { repetition } = end;
  const rest = continuation(end).map(({ only, since }) => `\`--only ${only} --since ${since}\``);
  const next = {
    'goes-on': ', the next run goes on',
    'starts-over': rest.length === 0 ? '' : `; for the rest, go on with ${rest.join(' and ')}`,
    none: '',
  }[repetition];
  switch (outcome) {
    case 'done':
      return 'Done';
    case 'nothing-new':
      return 'Nothing new';
    case 'partial':
      return dryRun
        ? 'Done, but some items would fail'
        : 'Done, but some items failed and wait for another try';
    case 'postponed':
      return 'Postponed: OpenCTI is busy';
    case 'budget':
      return `Budget used up${next}`;
    case 'interrupted':
      return repetition === 'none' ? 'Interrupted' : `Interrupted, state saved${next}`;
    case 'reset':
      return 'Reset in OpenCTI, the next sync starts over';
    case 'failed':
      return repetition === 'none' ? 'Failed' : `Failed, nothing is lost${next}`;
  }
}

/** What has to be asked for after a backfill that stopped early. */
export type Continuation = NonNullable<SyncDocument['continueWith']>;

/** Each kind by itself: together, the one that is further would use up the next budget again. */
export function continuation({ summary: { remains }, repetition }: RunEnd): Continuation {
  if (repetition !== 'starts-over') return [];
  return remains.map(({ kind, from }) => ({ only: kind, since: isoTime(from).replace('.000', '') }));
}

/** The end of a run in one line of the log. */
export function summaryLine(end: RunEnd): string {
  const { startedAt, finishedAt, reports, bundles, objects } = end.summary;
  const time = inWords(finishedAt.getTime() - startedAt.getTime());
  const kinds = Object.entries({ reports, bundles })
    .filter(([, { listed }]) => listed > 0)
    .map(([kind, counts]) => `${kind}: ${inShort(counts)}`);
  const amount = objects === 0 ? [] : [counted(objects, 'STIX object')];
  const figures = [...kinds, ...amount].join('; ');
  return `${outcomeText(end)} (${time}).${figures === '' ? '' : ` ${figures}.`}`;
}

function inShort({ listed, delivered, updated, failed }: KindCounts): string {
  const done = [
    ...(delivered > 0 ? [`${delivered} delivered`] : []),
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return [`${listed} listed`, ...(done.length === 0 ? ['nothing new'] : done)].join(', ');
}
