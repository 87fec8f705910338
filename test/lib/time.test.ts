import t from 'tap';
import { formatDuration, parseDuration, parseTime } from '../../src/lib/index.js';

t.test('ISO 8601 durations, and plain seconds as the Python connector has them', (t) => {
  const good: readonly (readonly [string, number])[] = [
    ['P7D', 604_800_000],
    ['PT15M', 900_000],
    ['P1DT12H', 129_600_000],
    ['P2W', 1_209_600_000],
    ['PT1H30M5S', 5_405_000],
    ['PT0.5S', 500],
    ['pt2h', 7_200_000],
    ['PT0S', 0],
    ['3600', 3_600_000],
    ['0', 0],
  ];
  for (const [text, expected] of good) t.equal(parseDuration(text), expected, text);
  for (const bad of [
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    '1h',
    'P-1D',
    '-P1D',
    'PT1M1H',
    'P1H',
    ' P1D',
    'PT1,5S',
    '1.5',
  ]) {
    t.equal(parseDuration(bad), undefined, bad);
  }
  t.end();
});

t.test('a duration is printed in the form that is read', (t) => {
  for (const text of ['P7D', 'PT15M', 'P1DT12H', 'PT1H30M5S', 'PT0S', 'PT0.5S']) {
    t.equal(formatDuration(parseDuration(text) ?? NaN), text);
  }
  t.equal(formatDuration(604_800_000 * 2), 'P14D');
  t.end();
});

t.test('times are Unix seconds, ISO 8601 or back from now', (t) => {
  const now = new Date('2026-11-24T19:00:00.900Z');
  const at = (iso: string): number => Date.parse(iso) / 1000;
  const good: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['1767225600', 1_767_225_600],
    ['2026-01-01', 1_767_225_600],
    ['2026-11-24T19:00:00Z', at('2026-11-24T19:00:00Z')],
    ['2026-11-24 19:00:00', at('2026-11-24T19:00:00Z')],
    ['2026-11-24T19:00', at('2026-11-24T19:00:00Z')],
    ['2026-11-24T19:00:00.999999', at('2026-11-24T19:00:00Z')],
    ['2026-11-24T19:00:00+08:00', at('2026-11-24T11:00:00Z')],
    ['2026-11-24t19:00:00-0330', at('2026-11-24T22:30:00Z')],
    ['2024-02-29', at('2024-02-29T00:00:00Z')],
    ['7d', at('2026-11-17T19:00:00Z')],
    ['12h', at('2026-11-24T07:00:00Z')],
    ['30m', at('2026-11-24T18:30:00Z')],
    [' 2W ', at('2026-11-10T19:00:00Z')],
  ];
  for (const [text, expected] of good)
    t.strictSame(parseTime(text, now), { ok: true, value: expected }, text);
  t.end();
});

t.test('rejects an invalid time with the accepted forms', (t) => {
  const now = new Date('2026-11-24T19:00:00Z');
  const bad = [
    ...['', 'yesterday', '-1', '1.5', '7x', 'd', '7dd', '9999999w'],
    ...['1767225600000', '2026-02-30', '2026-13-01', '2026-11-24T24:01', '2026-11-24T10:60', '1969-12-31'],
    ...['2026-11-24T10:00:00+99:00', '2026-11-24T10:00:00 CET', '24.11.2026', '2026-1-1'],
  ];
  for (const text of bad) {
    t.match(parseTime(text, now), { ok: false, failure: /^Unix seconds or an ISO 8601 time .*7d/ }, text);
  }
  t.end();
});
