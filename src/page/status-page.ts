import { type ItemKind, kinds } from '../kinds.js';
import { pluralize } from '../lib/index.js';
import type { DayRecord, History, ItemCounts } from '../state/index.js';
import { chartFigure, valueText } from './chart.js';
import { type Html, markup, policyOf, text } from './html.js';
import { statusCharts } from './status-charts.js';

/** What the page of `status --html` contains. Times are unix seconds. */
export interface StatusContent {
  /** Name of the connector. */
  readonly connector: string;
  readonly program: string;
  readonly createdAt: number;
  readonly verdict: { readonly status: 'ok' | 'warning' | 'critical' | 'unknown'; readonly message: string };
  readonly lastRun?: { readonly finishedAt: number; readonly outcome: string } | undefined;
  readonly lastSuccess?: number | undefined;
  /** Why the last run failed. */
  readonly lastFailure?: { readonly at: number; readonly message: string } | undefined;
  /** Undefined before the first run. */
  readonly history: History | 'unreadable' | undefined;
  readonly waiting: readonly WaitingItem[];
  /** Oldest first. */
  readonly refused: readonly RefusedObject[];
}

export interface WaitingItem {
  readonly kind: ItemKind;
  readonly id: string;
  readonly title: string | undefined;
  /** `failed`, or the part that a delivered report lacks. */
  readonly lack: 'item' | 'pdf' | 'stix';
  readonly message: string;
  readonly attempts: number;
  readonly firstAttempt: number;
  /** Undefined: given up. */
  readonly nextTry: number | undefined;
}

export interface RefusedObject {
  readonly at: number;
  readonly kind: ItemKind;
  /** The item, or the work if it has several. */
  readonly where: string;
  readonly object: string;
  readonly message: string;
}

/** Rows of a table; a queue can have thousands of items. */
const mostRows = 200;

/**
 * Returns a complete HTML page without any other file and without a script. Its Content-Security-Policy (CSP Level 3)
 * permits its own style by its hash, and nothing else.
 */
export function statusDocument(content: StatusContent, style: string): string {
  const { connector, program, createdAt, verdict } = content;
  const title = `${connector}: deliveries to OpenCTI`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${text(policyOf({ style }))}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(title)}</title>
<link rel="icon" href="data:,">
<style>${{ html: style }}</style>
</head>
<body>
<header>
<h1>${text(title)}</h1>
<p>As of ${text(minute(createdAt))} UTC, by ${text(program)}. All times and days are in UTC.</p>
<p class="verdict ${text(verdict.status)}"><strong>${text(verdictNames[verdict.status])}</strong> ${text(verdict.message)}</p>
</header>
<main>
${keyFigures(content)}
${failureOf(content)}
${chartsOf(content)}
${waitingTable(content.waiting)}
${refusedTable(content.refused)}
${runsTable(content.history)}
</main>
</body>
</html>
`;
  return page.html;
}

const verdictNames = { ok: 'Healthy', warning: 'Warning', critical: 'Critical', unknown: 'Unknown' } as const;

function keyFigures(content: StatusContent): Html {
  const { lastRun, lastSuccess, waiting, refused, history } = content;
  const { days } = readable(history);
  const runs = days.flatMap((day) => Object.entries(day.runs));
  const total = sumOf(runs.map(([, count]) => count));
  const bad = sumOf(runs.flatMap(([outcome, count]) => (isBad(outcome) ? [count] : [])));
  const givenUp = waiting.filter(({ nextTry }) => nextTry === undefined).length;
  const figures: readonly (readonly [name: string, value: string, more: string])[] = [
    ['Last run', lastRun === undefined ? 'none' : minute(lastRun.finishedAt), outcomeName(lastRun?.outcome)],
    ['Last success', lastSuccess === undefined ? 'none' : minute(lastSuccess), 'nothing failed or waiting'],
    ['Runs in 90 days', number(total), `${number(bad)} failed or killed`],
    ['Reports', number(deliveredOf(days, 'reports')), 'delivered in 90 days'],
    ['Indicator bundles', number(deliveredOf(days, 'bundles')), 'delivered in 90 days'],
    ['Waiting', number(waiting.length - givenUp), 'items to retry or to complete'],
    ['Given up', number(givenUp), 'items that are not retried'],
    ['Refused objects', number(refused.length), 'by OpenCTI in 30 days'],
  ];
  return markup`<dl class="figures-list">${figures.map(
    ([name, value, more]) =>
      markup`<div><dt>${text(name)}</dt><dd><b>${text(value)}</b> <small>${text(more)}</small></dd></div>`,
  )}</dl>`;
}

const readable = (history: StatusContent['history']): History =>
  history === undefined || history === 'unreadable' ? { days: [], runs: [] } : history;

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const isBad = (outcome: string): boolean => outcome === 'failed' || outcome === 'did-not-end';

const deliveredOf = (days: readonly DayRecord[], kind: ItemKind): number =>
  sumOf(days.map(({ items }) => items[kind].delivered + items[kind].updated));

function failureOf({ lastFailure }: StatusContent): Html {
  return lastFailure === undefined
    ? markup``
    : markup`<section><h2>Why the last run failed</h2><p class="failure">${text(minute(lastFailure.at))}: ${text(lastFailure.message)}</p></section>`;
}

function chartsOf({ history, createdAt }: StatusContent): Html {
  if (history === 'unreadable')
    return markup`<section><h2>The last 90 days</h2><p>The file of the history is damaged, or a later version of the program wrote it.</p></section>`;
  const records = readable(history);
  if (records.days.length === 0)
    return markup`<section><h2>The last 90 days</h2><p>No run has been recorded yet.</p></section>`;
  return markup`<section><h2>The last 90 days</h2><div class="charts">${statusCharts(records, createdAt).map(chartFigure)}</div></section>`;
}

function waitingTable(waiting: readonly WaitingItem[]): Html {
  const rows = [...waiting].sort((one, other) => urgency(one) - urgency(other));
  return table({
    title: `Items that wait or were given up (${number(waiting.length)})`,
    none: 'None: every item was delivered completely.',
    head: ['item', 'state', 'since', 'attempts', 'next attempt', 'reason'],
    long: ['item', 'reason'],
    rows: rows.map(({ kind, id, title, lack, message, attempts, firstAttempt, nextTry }) => [
      `${kinds[kind].singular} ${id}${title === undefined ? '' : ` “${title}”`}`,
      lack === 'item' ? 'failed' : `lacks its ${lack.toUpperCase()}`,
      minute(firstAttempt),
      number(attempts),
      nextTry === undefined ? 'given up' : minute(nextTry),
      message,
    ]),
  });
}

/** What nothing repairs by itself comes first. */
const urgency = ({ lack, nextTry }: WaitingItem): number =>
  nextTry === undefined ? 0 : lack === 'item' ? 1 : 2;

function refusedTable(refused: readonly RefusedObject[]): Html {
  return table({
    title: `Objects that OpenCTI refused (${number(refused.length)})`,
    none: 'None in the last 30 days.',
    head: ['found', 'object', 'of', 'reason'],
    long: ['object', 'of', 'reason'],
    rows: [...refused]
      .reverse()
      .map(({ at, kind, where, object, message }) => [
        minute(at),
        object,
        `${kinds[kind].singular} ${where}`,
        message,
      ]),
  });
}

function runsTable(history: StatusContent['history']): Html {
  const { runs } = readable(history);
  return table({
    title: 'Latest runs',
    none: 'No run has been recorded yet.',
    head: ['started', 'duration', 'result', 'reports', 'bundles', 'reason'],
    long: ['reason'],
    rows: [...runs]
      .reverse()
      .map(({ startedAt, seconds, outcome, items, message }) => [
        minute(startedAt),
        seconds === undefined ? '' : valueText(seconds, 'seconds'),
        outcomeName(outcome),
        countsText(items.reports),
        countsText(items.bundles),
        message ?? '',
      ]),
  });
}

const outcomeNames: Readonly<Record<string, string>> = {
  done: 'complete',
  'nothing-new': 'nothing new',
  partial: 'items failed',
  postponed: 'postponed',
  budget: 'stopped at its limit',
  interrupted: 'interrupted',
  reset: 'reset in OpenCTI',
  failed: 'failed',
  'did-not-end': 'killed',
};

function outcomeName(outcome: string | undefined): string {
  if (outcome === undefined) return '';
  return Object.hasOwn(outcomeNames, outcome) ? (outcomeNames[outcome] ?? outcome) : outcome;
}

function countsText({ delivered, updated, failed }: ItemCounts): string {
  const parts = [
    ...(delivered > 0 ? [`${number(delivered)} new`] : []),
    ...(updated > 0 ? [`${number(updated)} updated`] : []),
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
  ];
  return parts.join(', ');
}

interface Table {
  readonly title: string;
  /** In place of a table without rows. */
  readonly none: string;
  readonly head: readonly string[];
  /** Columns with more than one line. */
  readonly long: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function table({ title, none, head, long, rows }: Table): Html {
  const hidden = rows.length - mostRows;
  const body = rows
    .slice(0, mostRows)
    .map(
      (cells) =>
        markup`<tr>${cells.map((cell, column) => markup`<td class="${text(long.includes(head[column] ?? '') ? 'long' : 'short')}">${text(cell)}</td>`)}</tr>`,
    );
  const content =
    rows.length === 0
      ? markup`<p>${text(none)}</p>`
      : markup`<div class="scroll" tabindex="0" role="region" aria-label="${text(title)}"><table><thead><tr>${head.map((name) => markup`<th scope="col">${text(name)}</th>`)}</tr></thead><tbody>${body}</tbody></table></div>`;
  const rest =
    hidden > 0
      ? markup`<p>… and ${text(pluralize(hidden, 'more row'))}: see \`status --all\`.</p>`
      : markup``;
  return markup`<section><h2>${text(title)}</h2>${content}${rest}</section>`;
}

const number = (value: number): string => valueText(value, 'count');

/** `2026-11-27 04:26`, UTC. */
const minute = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
