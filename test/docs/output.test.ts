import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { jsonSchemas } from '../../src/cli/documents/schemas.js';
import { projectRoot } from '../tools/paths.js';

t.test('docs/output.md names every command with a JSON document, and every field of the documents', (t) => {
  const page = readFileSync(join(projectRoot, 'docs/output.md'), 'utf8');
  const section = page.slice(page.indexOf('## JSON documents'), page.indexOf('## Log events'));
  const named = new Set([...section.matchAll(/`([\w-]+)\??`/g)].map(([, name = '']) => name));
  const schemas = Object.entries(jsonSchemas());
  t.ok(schemas.length > 5, 'reads the schemas');
  for (const [command, schema] of schemas) {
    t.ok(named.has(command), command);
    const fields = fieldsOf(schema);
    t.ok(fields.length > 0, `${command} has fields`);
    t.strictSame(
      fields.filter((field) => !named.has(field)),
      [],
      `the fields of ${command}`,
    );
  }
  t.end();
});

t.test('the schemas describe every field', (t) => {
  for (const [command, schema] of Object.entries(jsonSchemas())) {
    t.strictSame(undescribed(schema), [], command);
  }
  t.end();
});

function undescribed(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === 'properties' && typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inner]: [string, unknown]) => [
          ...(typeof inner === 'object' && inner !== null && 'description' in inner ? [] : [name]),
          ...undescribed(inner),
        ])
      : undescribed(value),
  );
}

function fieldsOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === 'properties' && typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...Object.values(value).flatMap(fieldsOf)]
      : fieldsOf(value),
  );
}
