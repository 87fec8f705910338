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
