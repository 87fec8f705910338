import { itemKinds, kinds } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import { itemHint } from '../core/failure-texts.js';
import type { RunResult } from '../core/run-result.js';
import { continuationLines, outcomeText } from './summary.js';
import { alignColumns, hangingIndent, loadPaint, terminalWidth, widthOf, wrap } from './text.js';
import { inWords, sizeInWords } from './time.js';

/** The number of failures to list; `status` has all. */
const maxListed = 20;
/** Cells of a line in a pipe. */
const standardWidth = 80;
/** The shortest part of a title that is worth showing. */
const leastTitle = 8;

/** The result of a run, with what to do about each failure. */
export async function summaryTable(end: RunResult, color: boolean): Promise<readonly string[]> {
  const { summary, requests, retries } = end;
  const { startedAt, finishedAt, dryRun, outcome, objects, bytes, failures, shares, imports, wouldDeliver } =
    summary;
  const paint = await loadPaint(color);
  const terminal = terminalWidth();
  const width = terminal ?? standardWidth;
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
  const hidden = failures.length - maxListed;
  const planned = wouldDeliver.map(({ entry, trigger }) => [
    kinds[entry.kind].singular,
    trigger,
    plainText(entry.id),
    entry.kind === 'reports' ? plainText(entry.title) : '',
  ]);
  return [
    ...plannedLines(planned, terminal ?? Infinity),
    ...(planned.length > 0 ? [''] : []),
    ...endLines(
      outcomeText(end),
      ` (${time}).${dryRun ? ' Dry run: nothing was sent or stored.' : ''}`,
      width,
      mark,
    ),
    ...indentedRest(continuationLines(end)),
    ...(summary.reports.listed + summary.bundles.listed === 0
      ? []
      : [
          '',
          ...tableLines(head, rows, width),
          '',
          ...wrap(
            `${pluralize(objects, 'STIX object')}, ${sizeInWords(bytes)}; ${pluralize(requests, 'request')}, ${pluralize(retries, 'of them a retry', 'of them retries')}.`,
            width,
          ),
        ]),
    ...(imports === undefined
      ? []
      : [`OpenCTI has imported ${imports.processed} of ${imports.expected} objects.`]),
    ...(failures.length === 0 ? [] : ['', 'Failed:']),
    ...failures
      .slice(0, maxListed)
      .flatMap(({ kind, id, reason, message, nextTry }) => [
        `  ${kinds[kind].singular} ${plainText(id)}`,
        ...indented(plainText(message), 4, width),
        ...indented(
          itemHint(reason, dryRun ? 'dry-run' : nextTry === undefined ? 'given-up' : 'retried'),
          4,
          width,
        ),
      ]),
    ...(hidden > 0 ? [`  … and ${hidden} more: \`teamt5-opencti status\` lists all.`] : []),
    ...(imports?.errors ?? [])
      .slice(0, maxListed)
      .flatMap(({ message }) => indented(plainText(message), 2, width)),
  ];
}

const indentedRest = (lines: readonly string[]): readonly string[] =>
  lines.map((line, at) => (at === 0 ? line : `  ${line}`));

const indented = (text: string, by: number, width: number): readonly string[] =>
  wrap(text, width - by).map((line) => ' '.repeat(by) + line);

/** The outcome and what follows it, wrapped; only the outcome is colored. */
function endLines(
  outcome: string,
  rest: string,
  width: number,
  mark: (text: string) => string,
): readonly string[] {
  return wrap(`${outcome}${rest}`, width).map((line, at) => (at === 0 ? line.replace(outcome, mark) : line));
}

/** The planned items of a dry run. Ids are copied, so that only titles are cut. */
function plannedLines(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const beside = alignColumns(
    rows.map((row) => row.slice(0, 3)),
    [{}, {}, {}],
  ).reduce((widest, line) => Math.max(widest, widthOf(line)), 0);
  const room = width - beside - 2;
  return room < leastTitle
    ? alignColumns(
        rows.map((row) => row.slice(0, 3)),
        [{}, {}, {}],
      )
    : alignColumns(rows, [{}, {}, {}, { limit: room }]);
}

/** A table, or a list for each kind on a terminal that is too narrow for it. */
function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const numbers = head.map((title) => (title === '' ? {} : { align: 'right' as const }));
  const table = alignColumns([head, ...rows], numbers);
  if (table.every((line) => widthOf(line) <= width)) return table;
  return rows.flatMap(([kind = '', ...values]) => {
    const facts = values.map((value, at) =>
      at === values.length - 1 ? value : `${value} ${head[at + 1] ?? ''}`,
    );
    return hangingIndent(`${kind}: `, facts.join(', '), width, 9);
  });
}
