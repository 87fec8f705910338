import { type Axis, axisFor, countSteps, secondSteps } from './axis.js';
import { type Html, markup, text } from './html.js';

/** One color of a stack of bars. */
export interface Series {
  readonly name: string;
  readonly look: 'first' | 'second' | 'third' | 'bad' | 'quiet';
  /** One per day; undefined: not known. */
  readonly values: readonly (number | undefined)[];
}

export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What the vertical axis shows, above it. */
  readonly unit: string;
  readonly measure: 'count' | 'seconds';
  /** Labels of the days, oldest first: `27 Nov`. */
  readonly days: readonly string[];
  /** Drawn on each other. */
  readonly series: readonly Series[];
  /** Drawn as a line from the bar to the value: the longest beside an average. */
  readonly peak?: Series | undefined;
  /** Days with a reset. */
  readonly resets: readonly boolean[];
  /** Days without a run, marked below the axis. */
  readonly gaps?: readonly boolean[] | undefined;
}

/** Units of the drawing. */
const [width, height] = [640, 212];
const plot = { left: 66, right: width - 14, top: 24, bottom: height - 36 };
/** Days between two labels. */
const labelEvery = 15;
/** Days between the labels of two cut bars. */
const cutLabelEvery = 9;

/** Returns a chart with its legend, and its figures as a table. */
export function chartFigure(chart: Chart): Html {
  const { id, title, unit, series, peak } = chart;
  const all = peak === undefined ? series : [...series, peak];
  const axis = axisOf(chart);
  return markup`<figure class="chart">
<figcaption><h3 id="${text(id)}">${text(title)}</h3><ul class="legend">${all.map(legendEntry)}${extraLegend(chart)}</ul><p class="unit">${text(unit)}</p></figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${text(id)}" aria-describedby="${text(id)}-summary">
${axis.ticks.map((tick) => gridLine(tick, axis, chart))}
${chart.days.map((_, index) => dayParts(chart, axis, index))}
${cutLabels(chart, axis)}
${chart.days.map((label, index) => dayLabel(chart, label, index))}
</svg>
<p class="summary" id="${text(id)}-summary">${text(summaryOf(chart, all))}</p>
${figuresTable(chart, all)}
</figure>`;
}

const legendEntry = ({ name, look }: Series): Html =>
  markup`<li><span class="swatch ${text(look)}"></span>${text(name)}</li>`;

function extraLegend({ resets, gaps = [] }: Chart): readonly Html[] {
  return [
    ...(resets.includes(true) ? [markup`<li><span class="swatch reset"></span>reset</li>`] : []),
    ...(gaps.includes(true) ? [markup`<li><span class="swatch gap"></span>no run</li>`] : []),
  ];
}

function axisOf({ series, peak, days, measure }: Chart): Axis {
  const totals = days.map((_, index) => Math.max(stackOf(series, index), peak?.values[index] ?? 0));
  return axisFor(totals, measure === 'count' ? countSteps : secondSteps);
}

const stackOf = (series: readonly Series[], index: number): number =>
  series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);

const yOf = (value: number, { top }: Axis): number =>
  round(plot.bottom - (Math.min(value, top) / top) * (plot.bottom - plot.top));

function columnOf({ days }: Chart, index: number): { readonly left: number; readonly width: number } {
  const step = (plot.right - plot.left) / days.length;
  return { left: round(plot.left + index * step + step * 0.12), width: round(step * 0.76) };
}

const middleOf = (chart: Chart, index: number): number => {
  const { left, width: wide } = columnOf(chart, index);
  return round(left + wide / 2);
};

function gridLine(tick: number, axis: Axis, { measure }: Chart): Html {
  const y = yOf(tick, axis);
  return markup`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/><text class="tick" x="${plot.left - 6}" y="${y + 4}">${text(valueText(tick, measure))}</text>`;
}

function dayParts(chart: Chart, axis: Axis, index: number): Html {
  const { series, peak, resets, gaps = [] } = chart;
  const { left, width: wide } = columnOf(chart, index);
  const middle = middleOf(chart, index);
  let below = 0;
  const bars = series.map(({ values, look }) => {
    const value = values[index] ?? 0;
    const [from, to] = [yOf(below, axis), yOf(below + value, axis)];
    below += value;
    return value === 0 || from === to
      ? markup``
      : markup`<rect class="${text(look)}" x="${left}" y="${to}" width="${wide}" height="${round(from - to)}"/>`;
  });
  const highest = peak?.values[index] ?? 0;
  const top = yOf(highest, axis);
  return markup`<g class="day"><rect class="hit" x="${left}" y="${plot.top}" width="${wide}" height="${plot.bottom - plot.top}"/>${bars}${
    highest > below
      ? markup`<path class="peak" d="M${middle} ${yOf(below, axis)}V${top}M${left} ${top}h${wide}"/>`
      : markup``
  }${resets[index] === true ? markup`<path class="reset-line" d="M${middle} ${plot.top}V${plot.bottom}"/><path class="reset" d="M${middle} ${plot.bottom + 2}l4 7h-8z"/>` : markup``}${
    gaps[index] === true
      ? markup`<rect class="gap" x="${left}" y="${plot.bottom + 3}" width="${wide}" height="5"/>`
      : markup``
  }<title>${text(dayText(chart, index))}</title></g>`;
}

/** The values of bars beyond the axis, the largest of near ones. */
function cutLabels(chart: Chart, { top }: Axis): readonly Html[] {
  const { series, peak, measure } = chart;
  const valueOf = (index: number): number => Math.max(stackOf(series, index), peak?.values[index] ?? 0);
  const cut = chart.days.flatMap((_, index) => (valueOf(index) > top ? [index] : []));
  const labeled: number[] = [];
  for (const index of cut.sort((a, b) => valueOf(b) - valueOf(a)))
    if (labeled.every((other) => Math.abs(other - index) >= cutLabelEvery)) labeled.push(index);
  const breaks = cut.map((index) => {
    const { left, width: wide } = columnOf(chart, index);
    return markup`<path class="break" d="M${left - 1} ${plot.top + 9}l${wide + 2} -4v3l${-wide - 2} 4z"/>`;
  });
  const labels = labeled.map((index) => {
    const x = Math.min(Math.max(middleOf(chart, index), plot.left + 20), plot.right - 20);
    return markup`<text class="cut" x="${round(x)}" y="${plot.top - 5}">${text(valueText(valueOf(index), measure))}</text>`;
  });
  return [...breaks, ...labels];
}

/** Counted back from the newest day, which has one always. */
function dayLabel(chart: Chart, label: string, index: number): Html {
  if ((chart.days.length - 1 - index) % labelEvery !== 0) return markup``;
  const x = middleOf(chart, index);
  const isLast = index === chart.days.length - 1;
  return markup`<line class="axis" x1="${x}" x2="${x}" y1="${plot.bottom}" y2="${plot.bottom + 4}"/><text class="${text(isLast ? 'tick' : 'label')}" x="${isLast ? plot.right + 10 : x}" y="${plot.bottom + 26}">${text(label)}</text>`;
}

/** `27 Nov: 3 new, 1 failed`. */
function dayText(chart: Chart, index: number): string {
  const { series, peak, measure, days, resets, gaps } = chart;
  const all = peak === undefined ? series : [...series, peak];
  const known = all.flatMap(({ name, values }) => {
    const value = values[index];
    return value === undefined || value === 0 ? [] : [`${name} ${valueText(value, measure)}`];
  });
  const marks = [...(resets[index] === true ? ['reset'] : []), ...(gaps?.[index] === true ? ['no run'] : [])];
  const parts = [...known, ...marks];
  return `${days[index] ?? ''}: ${parts.length === 0 ? 'nothing' : parts.join(', ')}`;
}

function summaryOf({ measure, days }: Chart, all: readonly Series[]): string {
  const parts = all.map(({ name, values }) => {
    const known = values.map((value) => value ?? 0);
    const most = Math.max(0, ...known);
    const on = most === 0 ? '' : ` on ${days[known.lastIndexOf(most)] ?? ''}`;
    return `${name}: at most ${valueText(most, measure)}${on}`;
  });
  return `${days[0] ?? ''} to ${days.at(-1) ?? ''}. ${parts.join('; ')}.`;
}

/** Newest first; days without any figure are left out. */
function figuresTable(chart: Chart, all: readonly Series[]): Html {
  const rows = chart.days
    .map((label, index) => ({ label, index }))
    .filter(
      ({ index }) => all.some(({ values }) => (values[index] ?? 0) !== 0) || chart.resets[index] === true,
    )
    .reverse()
    .map(
      ({ label, index }) =>
        markup`<tr><th scope="row">${text(label)}${chart.resets[index] === true ? markup` (reset)` : markup``}</th>${all.map(
          ({ values }) => {
            const value = values[index];
            return markup`<td>${text(value === undefined ? '' : valueText(value, chart.measure))}</td>`;
          },
        )}</tr>`,
    );
  const head = all.map(({ name }) => markup`<th scope="col">${text(name)}</th>`);
  return markup`<details><summary>Figures as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="${text(chart.title)}: figures"><table class="figures"><thead><tr><th scope="col">day</th>${head}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

export function valueText(value: number, measure: Chart['measure']): string {
  if (measure === 'count') return value.toLocaleString('en-US');
  if (value < 100) return `${Math.round(value)} s`;
  if (value < 6_000) return `${tenths(value / 60)} min`;
  return value < 172_800 ? `${tenths(value / 3_600)} h` : `${tenths(value / 86_400)} d`;
}

const tenths = (value: number): string => String(Math.round(value * 10) / 10);

const round = (value: number): number => Math.round(value * 10) / 10;
