import t from 'tap';

import { failures, skips } from './failures.js';

const report = `TAP version 14
# Subtest: dist/test/unit/log.js
    # Subtest: a title
        ok 1 - fine
        not ok 2 - numbers
          ---
          diff: |
            -2
            +1
          ...
        1..2
    not ok 1 - a title # time=9.97ms
      ---
      at: somewhere
      ...
    ok 2 - another title # SKIP not on this system
    1..2
not ok 1 - dist/test/unit/log.js # time=61.527ms
`;

t.test('a report lists each failed assertion once, with its titles and diagnostics', (t) => {
  t.strictSame(failures(report), [
    '',
    'not ok: dist/test/unit/log.js > a title > numbers',
    '  ---',
    '  diff: |',
    '    -2',
    '    +1',
  ]);
  t.end();
});

t.test('a report lists the skipped tests', (t) => {
  t.strictSame(skips(report), ['skipped: another title # SKIP not on this system']);
  t.end();
});
