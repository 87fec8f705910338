import t from 'tap';

import { axisFor, countSteps, secondSteps } from '../../src/page/axis.js';
import { type Chart, chartFigure, valueText } from '../../src/page/chart.js';

const chart: Chart = {
  id: 'one',
  title: 'Items <per> day',
  unit: 'items',
  measure: 'count',
  days: ['25 Nov', '26 Nov', '27 Nov'],
  series: [
    { name: 'new', look: 'first', values: [4, undefined, 8] },
    { name: 'failed', look: 'bad', values: [0, undefined, 4] },
  ],
  resets: [false, true, false],
};

t.test('an axis has at most five round ticks and contains the values', (t) => {
  t.strictSame(axisFor([], countSteps), { top: 1, ticks: [0, 1] });
  t.strictSame(axisFor([3, 7, 0], countSteps), { top: 8, ticks: [0, 2, 4, 6, 8] });
  t.strictSame(axisFor([100, 250, 180], secondSteps), { top: 360, ticks: [0, 120, 240, 360] });
  t.end();
});

t.test('one or two outliers are cut, three are not', (t) => {
  t.equal(axisFor([1_400, 8, 7, 6], countSteps).top, 8);
  t.equal(axisFor([1_400, 900, 8, 7], countSteps).top, 8);
  t.equal(axisFor([1_400, 900, 800, 7], countSteps).top, 1_500);
  t.equal(axisFor([1_400, 0, 0], countSteps).top, 1_500, 'not if nothing else would be shown');
  t.end();
});

t.test('bars have the heights of their values, stacked', (t) => {
  const { html } = chartFigure(chart);
  const bars = [
    ...html.matchAll(/<rect class="(first|bad)" x="[^"]*" y="([^"]*)" width="[^"]*" height="([^"]*)"/g),
  ];
  t.strictSame(
    bars.map(([, look]) => look),
    ['first', 'first', 'bad'],
    'none for 0 and for an unknown value',
  );
  const [low, high, failed] = bars.map(([, , y, height]) => ({ y: Number(y), height: Number(height) }));
  t.ok(low !== undefined && high !== undefined && failed !== undefined);
  t.ok(Math.abs((high?.height ?? 0) - 2 * (low?.height ?? 0)) < 0.2);
  t.ok(Math.abs((failed?.y ?? 0) + (failed?.height ?? 0) - (high?.y ?? 0)) < 0.2, 'on the other bar');
  t.end();
});

t.test('has title, legend, unit and a table with each figure, as texts', (t) => {
  const { html } = chartFigure(chart);
  t.match(html, '<h3 id="one">Items &lt;per&gt; day</h3>');
  t.match(html, /<ul class="legend">.*new.*failed.*reset.*<\/ul><p class="unit">items<\/p>/);
  t.match(html, 'role="img" aria-labelledby="one" aria-describedby="one-summary"');
  t.match(html, 'new: at most 8 on 27 Nov; failed: at most 4 on 27 Nov.');
  const rows = [...html.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(([, row = '']) =>
    row.replaceAll(/<[^>]*>/g, '|'),
  );
  t.strictSame(rows, ['27 Nov||8||4|', '26 Nov (reset)|||||', '25 Nov||4||0|']);
  t.match(html, '<title>27 Nov: new 8, failed 4</title>');
  t.end();
});

t.test('a cut bar has its value', (t) => {
  const values = [1_400, 8, 7];
  const cut = chartFigure({
    ...chart,
    series: [{ name: 'new', look: 'first', values: [...values, 6] }],
    days: ['a', 'b', 'c', 'd'],
  });
  t.strictSame(
    [...cut.html.matchAll(/<text class="cut"[^>]*>([^<]*)</g)].map(([, value]) => value),
    ['1,400'],
  );
  t.equal([...cut.html.matchAll(/class="break"/g)].length, 1);
  t.end();
});

t.test('values are short in each unit', (t) => {
  t.strictSame(
    [0, 59, 120, 5_400, 7_200, 90_000, 200_000].map((seconds) => valueText(seconds, 'seconds')),
    ['0 s', '59 s', '2 min', '90 min', '2 h', '25 h', '2.3 d'],
  );
  t.equal(valueText(12_345, 'count'), '12,345');
  t.end();
});
