import t from 'tap';

import { alignColumns, cut, pad, widthOf, wrap } from '../../src/cli/ui/text.js';

t.test('cuts a text at terminal cells, not at characters', (t) => {
  t.equal(cut('攻擊活動追蹤', 12), '攻擊活動追蹤');
  t.equal(cut('攻擊活動追蹤', 11), '攻擊活動追…');
  t.equal(cut('攻擊活動追蹤', 10), '攻擊活動…', 'does not cut a wide character in half');
  t.equal(widthOf(cut('한국 방산업체를 노린', 10)), 10);
  t.equal(cut('é'.normalize('NFD').repeat(5), 4), `${'é'.normalize('NFD').repeat(3)}…`);
  t.end();
});

t.test('pads with spaces to the width', (t) => {
  t.equal(pad('日本', 6), '日本  ');
  t.equal(pad('longer', 3), 'longer');
  t.end();
});

t.test('aligns columns for any content', (t) => {
  t.same(
    alignColumns(
      [
        ['日本の政府機関', '1', 'x'],
        ['ab', '100', 'y'],
      ],
      [{ limit: 8 }, { align: 'right' }, {}],
    ),
    ['日本の…    1  x', 'ab       100  y'],
  );
  t.end();
});

t.test('wraps lines at spaces, and anywhere in scripts without spaces', (t) => {
  t.same(wrap('one two three', 8), ['one two', 'three']);
  t.same(wrap('本報告說明攻擊', 6), ['本報告', '說明攻', '擊']);
  t.same(wrap('x'.repeat(5), 2), ['xx', 'xx', 'x']);
  t.same(wrap('a\n\nb', 10), ['a', '', 'b']);
  t.end();
});

for (const [title, text] of [
  ['Chinese text', '中'.repeat(200_000)],
  ['one long word', 'w'.repeat(200_000)],
  ['words', 'word '.repeat(60_000)],
  ['blanks', `a${' '.repeat(1_000_000)}b`],
  ['combining marks', `e${'\u0301'.repeat(200_000)}`],
] as const) {
  t.test(`wraps and cuts a long text: ${title}`, (t) => {
    const lines = wrap(text, 80);
    t.equal(
      lines.find((line) => widthOf(line) > 80),
      undefined,
      'no line is wider than the terminal',
    );
    t.equal(lines.join('').replaceAll(/\s/g, ''), text.replaceAll(/\s/g, ''), 'no character is lost');
    t.equal(wrap(text, Infinity).length, 1, 'a pipe gets one line');
    t.ok(widthOf(cut(text, 40)) <= 40);
    t.end();
  });
}

t.test('aligns a quarter of a million rows', (t) => {
  t.equal(alignColumns(Array<string[]>(250_000).fill(['a', 'b']), [{}, {}]).length, 250_000);
  t.end();
});
