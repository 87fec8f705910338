import t from 'tap';

import { exampleFile, fileSchema, optionList } from '../../src/config/index.js';
import { isJsonObject } from '../../src/lib/index.js';
import { loaded, refused } from './load.js';

t.test('the schema has every option of .teamt5rc.example, and no other properties', (t) => {
  const places = propertiesOf(fileSchema()).flatMap(([section, schema]) =>
    section === '$schema' ? [] : propertiesOf(schema).map(([name]) => `${section}.${name}`),
  );
  const older = optionList.flatMap(({ alsoAt = [] }) => alsoAt);
  t.strictSame(
    places.filter((place) => !older.includes(place)),
    placesOf(exampleFile()),
  );
  t.strictSame(
    older.filter((place) => !places.includes(place)),
    [],
  );
  const objects = [fileSchema(), ...propertiesOf(fileSchema()).map(([, schema]) => schema)];
  t.strictSame(
    objects.flatMap((schema) => (schema.type === 'object' ? [schema.additionalProperties] : [])),
    ['opencti', 'connector', 'teamt5', 'sync', 'state', 'http', 'file'].map(() => false),
  );
  t.end();
});

t.test('an option in the schema has its description, default and allowed values', (t) => {
  t.equal(fileSchema().$schema, 'https://json-schema.org/draft/2020-12/schema');
  const option = (section: string, name: string) => {
    const [, sectionSchema = {}] = propertiesOf(fileSchema()).find(([key]) => key === section) ?? [];
    return propertiesOf(sectionSchema).find(([key]) => key === name)?.[1];
  };
  t.strictSame(option('connector', 'log_level'), {
    enum: ['debug', 'info', 'warn', 'warning', 'error'],
    description:
      'Minimum level of log messages. If unset: info on a terminal, warn elsewhere. [CONNECTOR_LOG_LEVEL]',
  });
  t.match(option('http', 'concurrency'), { minimum: 1, maximum: 64, default: 8 });
  t.equal(option('teamt5', 'attach_pdf')?.default, true);
  t.equal(option('sync', 'lookback')?.default, 'P7D');
  t.equal(option('connector', 'first_run_retrieval_timestamp')?.deprecated, true);
  for (const { key, help } of optionList) {
    const [section = '', name = ''] = key.split('.');
    t.ok(String(option(section, name)?.description).startsWith(help), key);
  }
  t.end();
});

t.test('accepts and ignores the key $schema of a file', async (t) => {
  const file = { $schema: './teamt5.schema.json', http: { concurrency: 2 } };
  const { config, notices } = await loaded(t.testdir({ '.teamt5rc.json': JSON.stringify(file) }));
  t.equal(config.http.concurrency, 2);
  t.strictSame(notices, []);
  t.equal(
    (await loaded(t.testdir({ '.teamt5rc': '$schema: x\nhttp: {concurrency: 3}\n' }))).config.http
      .concurrency,
    3,
  );
  const { problems } = await refused(t.testdir({ '.teamt5rc': 'http: {$schema: x}\n' }));
  t.strictSame(
    problems.map(({ key }) => key),
    ['http.$schema'],
    'only at the top level',
  );
});

function propertiesOf(schema: Readonly<Record<string, unknown>>) {
  const { properties } = schema;
  return Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, value]) =>
    isJsonObject(value) ? [[name, value] as const] : [],
  );
}

function placesOf(example: string): readonly string[] {
  let section = '';
  return example.split('\n').flatMap((line) => {
    section = /^(\w+):$/.exec(line)?.[1] ?? section;
    const name = /^ {2}(?:# )?([a-z_]+): /.exec(line)?.[1];
    return name === undefined ? [] : [`${section}.${name}`];
  });
}
