import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultLoaders } from 'cosmiconfig';
import t from 'tap';

import { exitCodes } from '../../src/cli/core/failure.js';
import { projectRoot } from '../tools/paths.js';

const yaml = defaultLoaders['.yaml'];

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

t.test('the rules of docs/operations.md use written metrics, and one fires without any metric', (t) => {
  const page = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
  const [, text = ''] = /<!-- rules -->\n+```yaml\n(.*?)```/s.exec(page) ?? [];
  const loaded: unknown = yaml('rules.yml', text);
  const rules = [...JSON.stringify(loaded).matchAll(/"alert":"(\w+)","expr":"([^"]+)"/g)].map(
    ([, alert = '', expr = '']) => ({ alert, expr }),
  );
  t.ok(rules.length > 3);
  const metrics = firstCells('Metrics').flatMap((cell) =>
    [...cell.matchAll(/`([a-z_]+)(?:\{[^}]*\})?`/g)].map(([, name = '']) => `teamt5_opencti_${name}`),
  );
  for (const { alert, expr } of rules)
    for (const [name] of expr.matchAll(/\bteamt5\w+/g)) t.ok(metrics.includes(name), `${alert}: ${name}`);
  t.ok(rules.some(({ expr }) => expr === 'absent(teamt5_opencti_last_success_timestamp_seconds)'));
  t.end();
});
