import { itemKinds, kinds } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import { itemHint } from '../core/failure-texts.js';
import type { RunResult } from '../core/run-result.js';
import { continuationLines, outcomeText } from './summary.js';
import { alignColumns, loadPaint, wrap } from './text.js';
import { inWords, sizeInWords } from './time.js';

/** The number of failures to list; `status` has all. */
const maxListed = 20;
const width = 80;

/** The result of a run as a table, with what to do about each failure. */
export async function summaryTable(end: RunResult, color: boolean): Promise<readonly string[]> {
  const { summary, requests, retries } = end;
  const { startedAt, finishedAt, dryRun, outcome, objects, bytes, failures, shares, imports, wouldDeliver } =
    summary;
  const paint = await loadPaint(color);
  const time = inWords(finishedAt.getTime() - startedAt.getTime());
  const mark = failures.length > 0 || outcome === 'failed' ? paint.bad : paint.good;
  const rows = itemKinds.map((kind) => {
    const { listed, delivered, updated, skipped, failed } = summary[kind];
    const { objects, milliseconds } = shares[kind];
    return [
      kind,
      ...[listed, delivered, updated, skipped, failed, objects].map(String),
      // The kind was not requested.
      milliseconds === 0 ? '-' : inWords(milliseconds),
    ];
  });
  const head = [
    '',
    'listed',
    dryRun ? 'would deliver' : 'delivered',
    'updated',
    'skipped',
    'failed',
    'objects',
    'time',
  ];
  const numbers = head.map((title) => (title === '' ? {} : { align: 'right' as const }));
  const hidden = failures.length - maxListed;
  const planned = wouldDeliver.map(({ entry, trigger }) => [
    kinds[entry.kind].singular,
    trigger,
    plainText(entry.id),
    entry.kind === 'reports' ? plainText(entry.title) : '',
  ]);
  return [
    ...alignColumns(planned, [{}, {}, {}, {}]),
    ...(planned.length > 0 ? [''] : []),
    `${mark(outcomeText(end))} (${time}).${dryRun ? ' Dry run: nothing was sent or stored.' : ''}`,
    ...indentedRest(continuationLines(end)),
    ...(summary.reports.listed + summary.bundles.listed === 0
      ? []
      : [
          '',
          ...alignColumns([head, ...rows], numbers),
          '',
          `${pluralize(objects, 'STIX object')}, ${sizeInWords(bytes)}; ${pluralize(requests, 'request')}, ${pluralize(retries, 'of them a retry', 'of them retries')}.`,
        ]),
    ...(imports === undefined
      ? []
      : [`OpenCTI has imported ${imports.processed} of ${imports.expected} objects.`]),
    ...(failures.length === 0 ? [] : ['', 'Failed:']),
    ...failures
      .slice(0, maxListed)
      .flatMap(({ kind, id, reason, message }) => [
        `  ${kinds[kind].singular} ${plainText(id)}`,
        ...indented(plainText(message), 4),
        ...indented(itemHint(reason, dryRun), 4),
      ]),
    ...(hidden > 0 ? [`  … and ${hidden} more: \`teamt5-opencti status\` lists all.`] : []),
    ...(imports?.errors ?? []).slice(0, maxListed).flatMap(({ message }) => indented(plainText(message), 2)),
  ];
}

const indentedRest = (lines: readonly string[]): readonly string[] =>
  lines.map((line, at) => (at === 0 ? line : `  ${line}`));

const indented = (text: string, by: number): readonly string[] =>
  wrap(text, width - by).map((line) => ' '.repeat(by) + line);
