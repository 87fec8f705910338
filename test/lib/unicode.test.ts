import t from 'tap';

import { normalized, parseUrl } from '../../src/lib/index.js';

t.test('normalizes as the platform does', (t) => {
  for (const text of ['TLP：ＲＥＤ', 'ﬁ', 'e\u0301', 'ｶ\uff9e', `a${'\u0301\u0316'.repeat(15)}`])
    t.equal(normalized(text), text.normalize('NFKC'));
  t.end();
});

t.test('keeps thirty combining characters of a row', (t) => {
  const marks = (count: number): string => `a${'\u0316\uff9e'.repeat(count)}b`;
  t.equal(normalized(marks(16)), normalized(marks(15)));
  t.not(normalized(marks(15)), normalized(marks(14)));
  t.end();
});

const base = new URL('https://api.example/path/');
const long = '攻'.repeat(300);

for (const [text, href] of [
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['x.pdf', 'https://api.example/path/x.pdf'],
  ['//other.example/x', 'https://other.example/x'],
  [`https://a.example/${'x'.repeat(300)}`, `https://a.example/${'x'.repeat(300)}`],
  [`https://a.example/?${'%41'.repeat(300)}`, `https://a.example/?${'%41'.repeat(300)}`],
  [`https://u:${'%41'.repeat(300)}@a.example/`, `https://u:${'%41'.repeat(300)}@a.example/`],
  [`https://${'a.'.repeat(300)}example/`, `https://${'a.'.repeat(300)}example/`],
] as const)
  t.test(`reads the URL ${text.slice(0, 40)}`, (t) => {
    t.equal(parseUrl(text, base)?.href, href);
    t.end();
  });

for (const text of [
  `https://${long}/`,
  `https://user@${long}`,
  `ht\ntps:\\\\${long}\\x`,
  ` //${long}?x`,
  `https:${long}`,
  `https://a${'%CC%81'.repeat(300)}/`,
  'https://[',
])
  t.test(`refuses the URL ${JSON.stringify(text.slice(0, 20))}`, (t) => {
    t.equal(parseUrl(text, base), undefined);
    t.end();
  });
