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

/** Not objects of a bundle but parts of them: the platform makes these ids itself. */
const pseudoTypes = new Set(['label', 'kill-chain-phase', 'external-reference']);

function idFor({ type, input }: Vector): string | undefined {
  const object = { type, ...input };
  return standardId(object) ?? observableId(object);
}

t.test('generates the ids of the reference libraries', (t) => {
  const vectors = vectorsOf(fixturePath('stix', 'ids.json'));
  t.equal(vectors.length, 142);
  for (const vector of vectors) {
    if (pseudoTypes.has(vector.type)) continue;
    t.equal(idFor(vector), vector.id, `${vector.type} ${JSON.stringify(vector.input)}`);
  }
  t.end();
});

t.test('an object without what makes its identity has no standard id', (t) => {
  t.equal(standardId({ type: 'malware' }), undefined);
  t.equal(standardId({ type: 'report', name: 'A report' }), undefined);
  t.equal(standardId({ type: 'relationship', relationship_type: 'uses' }), undefined);
  t.equal(standardId({ type: 'constructor', name: 'x' }), undefined);
  t.end();
});

t.test('a process gets its id from its content, the same for the same content', (t) => {
  const process = { type: 'process', pid: 4, command_line: 'cmd.exe /c whoami' };
  t.equal(
    observableId(process),
    observableId({ command_line: 'cmd.exe /c whoami', pid: 4, type: 'process' }),
  );
  t.equal(observableId(process), observableId({ ...process, id: 'process--x', spec_version: '2.1' }));
  t.not(observableId(process), observableId({ ...process, pid: 5 }));
  t.end();
});
