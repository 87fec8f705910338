import { createHash } from 'node:crypto';

import t from 'tap';

import { type StatusContent, statusDocument } from '../../src/page/index.js';
import { statusCharts } from '../../src/page/status-charts.js';
import { emptyContent, fixedNow as now, hostileText, longHistory } from '../browser/status-content.js';

const style = 'body { margin: 0 }';

const none = { delivered: 0, updated: 0, failed: 0 };

const item: StatusContent['waiting'][number] = {
  kind: 'reports',
  id: hostileText,
  title: hostileText,
  lack: 'item',
  message: hostileText,
  attempts: 1,
  firstAttempt: now,
  nextTry: undefined,
};

const hostile: StatusContent = {
  ...emptyContent,
  connector: hostileText,
  verdict: { status: 'critical', message: hostileText },
  lastFailure: { at: now, message: hostileText },
  history: {
    ...longHistory(hostileText),
    runs: [
      { startedAt: now, outcome: hostileText, items: { reports: none, bundles: none }, message: hostileText },
    ],
  },
  waiting: [item],
  refused: [{ at: now, kind: 'bundles', where: hostileText, object: hostileText, message: hostileText }],
};

t.test('hostile texts stay texts, everywhere', (t) => {
  const html = statusDocument(hostile, style);
  t.equal(html.split('&lt;/style&gt;&lt;/script&gt;&lt;script&gt;').length - 1, 12);
  t.notMatch(html, /<script|<img|<a |onerror="|\u202e/);
  t.equal([...html.matchAll(/<\/style>/g)].length, 1);
  t.end();
});

t.test('the policy permits the own style by its hash, and no script', (t) => {
  const hash = createHash('sha256').update(style).digest('base64');
  const [, policy] =
    /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(statusDocument(emptyContent, style)) ?? [];
  t.equal(
    policy?.replaceAll('&#39;', "'"),
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  t.end();
});

t.test('has a text in place of each part without content', (t) => {
  const html = statusDocument(emptyContent, style);
  t.equal(html.split('No run has been recorded yet.').length - 1, 2);
  t.match(html, 'every item was delivered completely');
  t.match(
    statusDocument({ ...emptyContent, history: 'unreadable' }, style),
    'is damaged, or a later version',
  );
  t.end();
});

t.test('a long queue is shown in part', (t) => {
  const waiting = Array.from({ length: 203 }, (_, index) => ({ ...item, id: `i${index}`, title: undefined }));
  const html = statusDocument({ ...emptyContent, waiting }, style);
  t.match(html, '3 more rows: see `status --all`');
  t.equal([...html.matchAll(/>report i\d+</g)].length, 200);
  t.end();
});

t.test('the charts have 90 days, and days without a run after the first one are gaps', (t) => {
  const history = longHistory('');
  const charts = statusCharts(history, now);
  t.strictSame(
    charts.map(({ id }) => id),
    ['runs', 'reports', 'bundles', 'backlog', 'errors', 'imports'],
  );
  const [runs, reports] = charts;
  t.equal(runs?.days.length, 90);
  t.equal(runs?.days.at(-1), '27 Nov');
  t.equal(runs?.gaps?.filter((gap) => gap).length, 1);
  const sum = (values: readonly (number | undefined)[] = []): number =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  t.equal(
    sum(runs?.series.map(({ values }) => sum(values))),
    sum(history.days.flatMap((day) => Object.values(day.runs))),
    'each run is in one series',
  );
  t.equal(sum(reports?.series[0]?.values), sum(history.days.map((day) => day.items.reports.delivered)));
  t.equal(runs?.resets.filter((reset) => reset).length, 1);
  t.end();
});
