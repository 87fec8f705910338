import { pluralize } from '../../lib/index.js';
import type { KindCounts } from '../../sync/index.js';
import type { RunResult } from '../core/run-result.js';
import { continuation } from '../documents/sync-document.js';
import { inWords } from './time.js';

/** The start of a sentence. Only a run with a cursor can promise that the next run continues. */
export function outcomeText(end: RunResult): string {
  const { outcome, dryRun, failures } = end.summary;
  const isRetried = failures.some(({ nextTry }) => nextTry !== undefined);
  const { resume } = end;
  const next = resume === 'cursor' ? ', the next run continues' : '';
  switch (outcome) {
    case 'done':
      return 'Done';
    case 'nothing-new':
      return 'Nothing new';
    case 'partial':
      return dryRun
        ? 'Done, but some items would fail'
        : `Done, but some items failed and ${isRetried ? 'are queued for retry' : 'were given up'}`;
    case 'postponed':
      return 'Postponed: OpenCTI is busy';
    case 'budget':
      return `Stopped at --max-items or --max-duration${next}`;
    case 'interrupted':
      return resume === 'none' ? 'Interrupted' : `Interrupted, state saved${next}`;
    case 'reset':
      return 'Reset in OpenCTI, the next sync starts over';
    case 'failed':
      // The failure has a line of its own, with what to do.
      return 'Failed';
  }
}

/** The commands that continue a backfill. */
export function continuationLines(end: RunResult): readonly string[] {
  const commands = continuation(end).map(
    ({ only, since }) => `teamt5-opencti sync --only ${only} --since ${since}`,
  );
  if (commands.length === 0) return [];
  return [commands.length === 1 ? 'To continue, run:' : 'To continue, run these two commands:', ...commands];
}

/** The end of a run in one line of the log. */
export function summaryLine(end: RunResult): string {
  const { startedAt, finishedAt, reports, bundles, objects } = end.summary;
  const time = inWords(finishedAt.getTime() - startedAt.getTime());
  const kinds = Object.entries({ reports, bundles })
    .filter(([, { listed }]) => listed > 0)
    .map(([kind, counts]) => `${kind}: ${inShort(counts)}`);
  const [advice, ...commands] = continuationLines(end);
  const rest = advice === undefined ? '' : ` ${advice} ${commands.map((one) => `\`${one}\``).join(', ')}`;
  const amount = objects === 0 ? [] : [pluralize(objects, 'STIX object')];
  const figures = [...kinds, ...amount].join('; ');
  return `${outcomeText(end)} (${time}).${figures === '' ? '' : ` ${figures}.`}${rest}`;
}

function inShort({ listed, delivered, updated, skipped, failed }: KindCounts): string {
  const rest = listed - skipped - delivered - updated - failed;
  // Items that the run did not reach. Retries are not in the list, so that they can hide some.
  if (rest > 0) {
    const failures = failed > 0 ? `, ${failed} failed` : '';
    return `${listed} listed, ${delivered + updated} of ${rest + delivered + updated + failed} delivered${failures}`;
  }
  const done = [
    ...(delivered > 0 ? [`${delivered} delivered`] : []),
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return [`${listed} listed`, ...(done.length === 0 ? ['nothing new'] : done)].join(', ');
}
