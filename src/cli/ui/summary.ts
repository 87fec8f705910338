import { pluralize } from '../../lib/index.js';
import type { KindCounts } from '../../sync/index.js';
import type { RunResult } from '../core/run-result.js';
import { continuation } from '../documents/sync-document.js';
import { inWords } from './time.js';

/** The outcome as the start of a sentence. Only a run with a cursor can promise that the next run continues. */
export function outcomeText(end: RunResult): string {
  const { outcome, dryRun } = end.summary;
  const { resume } = end;
  const rest = continuation(end).map(({ only, since }) => `\`--only ${only} --since ${since}\``);
  const next = {
    cursor: ', the next run continues',
    since: rest.length === 0 ? '' : `; for the rest, continue with ${rest.join(' and ')}`,
    none: '',
  }[resume];
  switch (outcome) {
    case 'done':
      return 'Done';
    case 'nothing-new':
      return 'Nothing new';
    case 'partial':
      return dryRun
        ? 'Done, but some items would fail'
        : 'Done, but some items failed and are queued for retry';
    case 'postponed':
      return 'Postponed: OpenCTI is busy';
    case 'budget':
      return `Budget used up${next}`;
    case 'interrupted':
      return resume === 'none' ? 'Interrupted' : `Interrupted, state saved${next}`;
    case 'reset':
      return 'Reset in OpenCTI, the next sync starts over';
    case 'failed':
      return resume === 'none' ? 'Failed' : `Failed, nothing is lost${next}`;
  }
}

/** The end of a run in one line of the log. */
export function summaryLine(end: RunResult): string {
  const { startedAt, finishedAt, reports, bundles, objects } = end.summary;
  const time = inWords(finishedAt.getTime() - startedAt.getTime());
  const kinds = Object.entries({ reports, bundles })
    .filter(([, { listed }]) => listed > 0)
    .map(([kind, counts]) => `${kind}: ${inShort(counts)}`);
  const amount = objects === 0 ? [] : [pluralize(objects, 'STIX object')];
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
