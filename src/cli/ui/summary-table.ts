import { itemKinds, kinds } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import { itemHint } from '../core/failure-texts.js';
import type { RunResult } from '../core/run-result.js';
import { continuationLines, outcomeText } from './summary.js';
import { alignColumns, hangingIndent, loadPaint, widthOf, wrap } from './text.js';
import { inWords, sizeInWords } from './time.js';

/** The number of failures to list; `status` has all. */
const maxListed = 20;
/** Cells of a line in a pipe. */
const standardWidth = 80;
/** The shortest part of a title that is worth showing. */
const leastTitle = 8;

/**
 * The result of a run, with what to do about each failure.
 * @param terminal cells; undefined in a pipe
 */
export async function summaryTable(
  end: RunResult,
  terminal: number | undefined,
  color: boolean,
): Promise<readonly string[]> {
  const { summary, requests, retries } = end;
  const { startedAt, finishedAt, dryRun, outcome, objects, bytes, failures, shares, imports, items } =
    summary;
  const paint = await loadPaint(color);
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
  // A failed item has lines of its own.
  const planned = items
    .filter((item) => item.outcome !== 'failed')
    .map(({ kind, id, title = '', trigger, outcome, notes }) => [
      kinds[kind].singular,
      trigger,
      plainText(id),
      outcome,
      notesText(notes),
      plainText(title),
    ]);
  const listed = dryRun ? plannedLines(planned, terminal ?? Infinity) : [];
  return [
    ...listed,
    ...(listed.length > 0 ? [''] : []),
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

function notesText(notes: readonly { readonly count: number }[]): string {
  const count = notes.reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? '' : pluralize(count, 'note');
}

/** The items of a dry run. Ids are copied, so that only titles are cut; a narrow terminal has fewer columns. */
function plannedLines(rows: readonly (readonly string[])[], width: number): readonly string[] {
  const first = (columns: number): readonly string[] =>
    alignColumns(
      rows.map((row) => row.slice(0, columns)),
      Array.from({ length: columns }, () => ({})),
    );
  const widest = (lines: readonly string[]): number =>
    lines.reduce((most, line) => Math.max(most, widthOf(line)), 0);
  const beside = first(5);
  const room = width - widest(beside) - 2;
  if (room >= leastTitle) return alignColumns(rows, [{}, {}, {}, {}, {}, { limit: room }]);
  return room >= -2 ? beside : first(3);
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
