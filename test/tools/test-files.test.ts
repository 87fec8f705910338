import t from 'tap';

import { builtFile, groupOf, testFiles } from './test-files.js';

t.test('a file that reaches the program through its imports is e2e, every other file is unit', (t) => {
  t.equal(groupOf('dist/test/main-job.test.js'), 'e2e');
  t.equal(groupOf('dist/test/faults/retries.test.js'), 'e2e');
  t.equal(groupOf('dist/test/cli/documents.test.js'), 'e2e');
  t.equal(groupOf('dist/test/faults/retry-table.test.js'), 'unit');
  t.equal(groupOf('dist/test/http/retry.test.js'), 'unit');
  t.end();
});

t.test('every test file belongs to one group', (t) => {
  const [unit, e2e] = [testFiles('unit'), testFiles('e2e')];
  t.ok(unit.length > 80 && e2e.length > 40, `${unit.length} unit, ${e2e.length} e2e`);
  t.strictSame(
    unit.filter((file) => e2e.includes(file)),
    [],
  );
  t.ok(unit.includes('dist/test/tools/test-files.test.js'));
  t.end();
});

t.test('a test file is named by its source', (t) => {
  t.equal(builtFile('test/http/retry.test.ts'), 'dist/test/http/retry.test.js');
  t.equal(builtFile('test/http/setup.ts'), undefined);
  t.equal(builtFile('src/http/retry.ts'), undefined);
  t.end();
});
