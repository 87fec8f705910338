import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { exitCodes } from '../../src/cli/core/failure.js';
import { projectRoot } from '../tools/paths.js';

function firstCells(heading: string): readonly string[] {
  const page = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  return [...text.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
}

t.test('docs/operations.md lists every exit code', (t) => {
  const codes = firstCells('Exit codes').flatMap((cell) => [...cell.matchAll(/\d+/g)].map(Number));
  t.strictSame(codes, [...Object.values(exitCodes), 130, 143]);
  t.end();
});

t.test('docs/operations.md lists every metric', (t) => {
  const source = readFileSync(join(projectRoot, 'src/cli/run/metrics.ts'), 'utf8');
  const written = [...source.matchAll(/gauge\(\s*'([a-z_]+)'/g)].map(([, name = '']) => name);
  t.ok(written.length > 5, 'finds metrics');
  const listed = firstCells('Metrics').flatMap((cell) =>
    [...cell.matchAll(/`([a-z_]+)(?:\{[^}]*\})?`/g)].map(([, name = '']) => name),
  );
  t.strictSame([...listed].sort(), [...written].sort());
  t.end();
});
