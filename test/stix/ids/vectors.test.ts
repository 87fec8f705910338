import { readFileSync } from 'node:fs';
import t from 'tap';
import { observableId } from '../../../src/stix/ids/observable.js';
import { standardId } from '../../../src/stix/ids/standard.js';
import type { JsonObject } from '../../../src/stix/json.js';
import { fixturePath } from '../../tools/paths.js';

interface Vector {
  readonly type: string;
  readonly input: JsonObject;
  readonly id: string | null;
}

function isVector(value: unknown): value is Vector {
  return typeof value === 'object' && value !== null && 'type' in value && 'input' in value && 'id' in value;
}

function vectorsOf(path: string): readonly Vector[] {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(parsed) ? parsed.filter(isVector) : [];
}

/** Parts of objects, whose ids the platform generates itself. */
const pseudoTypes = new Set(['label', 'kill-chain-phase', 'external-reference']);

function idFor({ type, input }: Vector): string | undefined {
  const object = { type, ...input };
  return standardId(object) ?? observableId(object);
}

t.test('generates the same ids as the reference libraries', (t) => {
  const vectors = vectorsOf(fixturePath('stix', 'ids.json'));
  t.equal(vectors.length, 142);
  for (const vector of vectors) {
    if (pseudoTypes.has(vector.type)) continue;
    t.equal(idFor(vector), vector.id, `${vector.type} ${JSON.stringify(vector.input)}`);
  }
  t.end();
});

t.test('generates no id for an object without its id-contributing properties', (t) => {
  t.equal(standardId({ type: 'malware' }), undefined);
  t.equal(standardId({ type: 'report', name: 'A report' }), undefined);
  t.equal(standardId({ type: 'relationship', relationship_type: 'uses' }), undefined);
  t.equal(standardId({ type: 'constructor', name: 'x' }), undefined);
  t.end();
});

t.test('generates the id of a process from its content', (t) => {
  const process = { type: 'process', pid: 4, command_line: 'cmd.exe /c whoami' };
  t.equal(
    observableId(process),
    observableId({ command_line: 'cmd.exe /c whoami', pid: 4, type: 'process' }),
  );
  t.equal(observableId(process), observableId({ ...process, id: 'process--x', spec_version: '2.1' }));
  t.not(observableId(process), observableId({ ...process, pid: 5 }));
  t.end();
});
