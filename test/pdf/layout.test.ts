/** From the places of texts to HTML. */
import t from 'tap';

import { itemOf } from '../../src/pdf/items.js';
import { longestText, textOf } from '../../src/pdf/read.js';
import type { Item } from '../../src/pdf/types.js';

/** A text with a width of half of its size per character. */
function item(text: string, x: number, y: number, size = 10): Item {
  return { text, x, y, size, width: (text.length * size) / 2, turn: 0 };
}

/** Lines of text below each other. */
const column = (texts: readonly string[], x: number, y = 100, step = 12): Item[] =>
  texts.map((text, index) => item(text, x, y + index * step));

const words = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${word}${index} is a line of running text with words`);

function html(...pages: readonly (readonly Item[])[]): string {
  const text = textOf({ pages, count: pages.length, incomplete: 0 });
  return text.type === 'none' ? text.message : text.html;
}

const layouts: readonly (readonly [what: string, items: readonly Item[], html: string])[] = [
  [
    'words of a line by their places, in any order',
    [item('world', 120, 100), item('Hello', 90, 100), item('!', 145, 100)],
    '<p>Hello world!</p>',
  ],
  [
    'a superscript is a part of its line',
    [item('10', 100, 100), item('3', 110.5, 97, 6), item(' bytes', 114, 100)],
    '<p>103 bytes</p>',
  ],
  ['text that is drawn twice', [item('Bold', 100, 100), item('Bold', 100.4, 100)], '<p>Bold</p>'],
  [
    'a host keeps its hyphen, a word does not',
    column(['it connects to update-', 'server.example and starts the down-', 'load of a file'], 50),
    '<p>it connects to update-server.example and starts the download of a file</p>',
  ],
  [
    'lines of Chinese are joined without a space, lines of Korean with one',
    [...column(['攻擊者利用釣魚郵件', '入侵供應鏈'], 50), ...column(['북한 해킹', '조직'], 50, 200)],
    '<p>攻擊者利用釣魚郵件入侵供應鏈</p><p>북한 해킹 조직</p>',
  ],
  [
    'a number at the start of a line is no list',
    column(['It was first seen in the spring of the year', '12. of March was the second time'], 50),
    '<p>It was first seen in the spring of the year 12. of March was the second time</p>',
  ],
  [
    'a list that continues',
    column(['4. Search the logs', '5. Report', 'to the team'], 50),
    '<ol start="4"><li>Search the logs</li><li>Report to the team</li></ol>',
  ],
  [
    'a longer left column is read before the right one',
    [...column(words('L', 9), 50), ...column(words('R', 4), 300)],
    `<p>${words('L', 9).join(' ')}</p><p>${words('R', 4).join(' ')}</p>`,
  ],
  [
    'a heading below two columns is not a part of the left one',
    [
      ...column(words('L', 5), 50),
      ...column(words('R', 5), 300),
      item('Indicators', 50, 172, 14),
      item('A line that goes across both columns of this page, from the left to the right edge', 50, 190),
    ],
    `<p>${words('L', 5).join(' ')}</p><p>${words('R', 5).join(' ')}</p><h1>Indicators</h1>` +
      '<p>A line that goes across both columns of this page, from the left to the right edge</p>',
  ],
  [
    'a date above the right column comes first',
    [item('1 May 2026', 400, 60), ...column(words('L', 4), 50), ...column(words('R', 4), 300)],
    `<p>1 May 2026</p><p>${words('L', 4).join(' ')}</p><p>${words('R', 4).join(' ')}</p>`,
  ],
  [
    'cells with several lines, the others centered beside them',
    [
      ...[item('Host', 50, 100), item('Comment', 200, 100)],
      ...[item('It was registered in the week before', 200, 120), item('the first mail', 200, 132)],
      item('a.example', 50, 126),
      ...[item('It serves the second stage of the', 200, 152), item('loader', 200, 164)],
      item('b.example', 50, 158),
    ],
    '<table><tbody><tr><td>Host</td><td>Comment</td></tr>' +
      '<tr><td>a.example</td><td>It was registered in the week before the first mail</td></tr>' +
      '<tr><td>b.example</td><td>It serves the second stage of the loader</td></tr></tbody></table>',
  ],
  [
    'wide gaps of justified lines are no table',
    [
      ...[item('the first line', 50, 100), item('has a wide gap', 128, 100)],
      ...[item('the second one', 50, 112), item('has another', 129, 112)],
    ],
    '<p>the first line has a wide gap the second one has another</p>',
  ],
];

for (const [what, items, expected] of layouts)
  t.test(what, (t) => {
    t.equal(html(items), expected);
    t.end();
  });

t.test('a text in large letters that is too long for a heading is a paragraph', (t) => {
  const large = column(words('T', 8), 50, 100, 24).map((one) => ({ ...one, size: 20 }));
  const usual = column(words('L', 30), 50, 400);
  t.match(html([...large, ...usual]), /^<p>T0 /);
  t.end();
});

t.test('the same text at the top of most pages is kept once, a table that continues always', (t) => {
  const page = (n: number): Item[] => [
    item('TLP:AMBER', 50, 20),
    item(`CVE-2026-${n}`, 50, 40),
    ...column(words(`P${n}x`, 5), 50, 200),
    item(`${n} / 4`, 300, 800),
  ];
  const text = html(page(1), page(2), page(3), page(4));
  t.equal(text.split('TLP:AMBER').length, 2);
  for (const n of [1, 2, 3, 4]) t.match(text, `CVE-2026-${n}`);
  t.notMatch(text, '/ 4');
  t.end();
});

t.test('a long text is cut between paragraphs', (t) => {
  const pages = Array.from({ length: 20 }, () => column([`${'x'.repeat(longestText / 10)}.`], 50));
  const text = textOf({ pages, count: 20, incomplete: 0 });
  t.match(text, { type: 'part', message: `only the first ${longestText} characters are read` });
  t.ok(text.type === 'part' && text.html.length <= longestText && text.html.endsWith('</p>'));
  t.end();
});

t.test('controls, invisible characters and the order of letters do not reach the text', (t) => {
  const drawn = { width: 50, height: 10, transform: [10, 0, 0, 10, 50, 700] };
  const text = (str: string): string | undefined =>
    itemOf({ ...drawn, str }, false, [1, 0, 0, -1, 0, 842])?.text;
  t.equal(text('a\u202eb\u200b\u0000c\ue000\ufffe'), 'abc');
  t.equal(text('\u2f64\ufe12'), '用。', 'as other fonts have them');
  t.equal(text(`e${'\u0301'.repeat(1000)}`)?.length, 9);
  t.equal(text('\u0007'), undefined);
  t.equal(itemOf({ ...drawn, str: 'a', transform: [NaN, 0, 0, 10, 1e9, 0] }, false, []), undefined);
  t.end();
});

t.test('thousands of texts beside each other are no table', (t) => {
  const items = Array.from({ length: 20_000 }, (_, index) =>
    item('ab', (index % 200) * 30, 12 * (index % 97)),
  );
  t.match(html(items), /^<p>ab ab /);
  t.end();
});
