import type { KindCounts, Summary } from '../../sync/index.js';
import { inWords } from './time.js';

/** How a run ended, in words that go on. */
export const outcomeTexts: Readonly<Record<Summary['outcome'], string>> = {
  done: 'Done',
  'nothing-new': 'Nothing new',
  partial: 'Done, but some items failed and wait for another try',
  postponed: 'Postponed: OpenCTI is busy',
  budget: 'Budget used up, the next run goes on',
  interrupted: 'Interrupted, state saved',
  reset: 'Reset in OpenCTI, the next run starts over',
  failed: 'Failed, nothing is lost',
};

/** The end of a run in one line of the log. */
export function summaryLine({ outcome, startedAt, finishedAt, reports, bundles, objects }: Summary): string {
  const time = inWords(finishedAt.getTime() - startedAt.getTime());
  const kinds = Object.entries({ reports, bundles })
    .filter(([, { listed }]) => listed > 0)
    .map(([kind, counts]) => `${kind}: ${inShort(counts)}`);
  const amount = objects === 0 ? [] : [`${objects} STIX objects`];
  const figures = [...kinds, ...amount].join('; ');
  return `${outcomeTexts[outcome]} (${time}).${figures === '' ? '' : ` ${figures}.`}`;
}

function inShort({ listed, delivered, updated, failed }: KindCounts): string {
  const done = [
    ...(delivered > 0 ? [`${delivered} delivered`] : []),
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return [`${listed} listed`, ...(done.length === 0 ? ['nothing new'] : done)].join(', ');
}
