import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  environmentHelp,
  exampleFile,
  flagHelp,
  optionList,
  options,
  optionTable,
} from '../../src/config/index.js';
import { projectRoot } from '../tools/paths.js';
import { loaded, refused } from './load.js';

t.test('.teamt5rc.example is generated from the option table', (t) => {
  t.equal(readFileSync(join(projectRoot, '.teamt5rc.example'), 'utf8'), exampleFile());
  t.notMatch(exampleFile(), /\bsrc\/|\.ts\b|\btest\b/, 'written for operators');
  t.end();
});

t.test('the table in docs/configuration.md is generated from the option table', (t) => {
  const page = readFileSync(join(projectRoot, 'docs/configuration.md'), 'utf8');
  const section = /<!-- options:start -->([^]*)<!-- options:end -->/.exec(page);
  t.equal(section?.[1]?.trim(), optionTable().trim());
  t.end();
});

t.test('rejects the example only because of its placeholders', async (t) => {
  const { problems } = await refused(t.testdir({ '.teamt5rc': exampleFile() }));
  t.strictSame(
    problems.map(({ key }) => key),
    ['opencti.token', 'connector.id', 'teamt5.client_id', 'teamt5.client_secret'],
  );
});

t.test(
  'the example sets every option if no line is commented out, with the documented defaults',
  async (t) => {
    const directory = t.testdir();
    const standard = await loaded(directory);
    const everything = exampleFile()
      .replaceAll(/^ {2}# ([a-z_]+): /gm, '  $1: ')
      .replace('id: ChangeMe', 'id: 3f2504e0-4f89-41d3-9a0c-0305e82c3301')
      .replaceAll(/: ChangeMe$/gm, ': filled-in')
      .replace('/etc/ssl/company-ca.pem', '"-----BEGIN CERTIFICATE-----"');
    const written = await loaded(t.testdir({ '.teamt5rc': everything }));
    const unset = optionList.filter(({ key }) => written.origins.get(key)?.source !== 'file');
    t.strictSame(
      unset.map(({ key }) => key),
      [],
    );
    for (const { key } of optionList.filter((option) => option.default)) {
      t.equal(written.shown.get(key), standard.shown.get(key), key);
    }
  },
);

t.test('the help lists each variable with its description and its default', (t) => {
  const help = environmentHelp();
  for (const option of optionList)
    t.ok(help.includes(`  ${option.env}`) && help.includes(option.help), option.key);
  t.match(help, '  CONNECTOR_DURATION_PERIOD (default P1D)\n      Time between two runs');
  t.equal(
    flagHelp(options.http.concurrency),
    'Maximum number of requests to ThreatVision at the same time. (default 8, env TEAMT5_HTTP_CONCURRENCY)',
  );
  t.end();
});

t.test('keys and variables are unique, and a key is section.name', (t) => {
  const places = optionList.flatMap(({ key, alsoAt = [] }) => [key, ...alsoAt]);
  t.equal(new Set(places).size, places.length);
  t.equal(new Set(optionList.map(({ env }) => env)).size, optionList.length);
  t.strictSame(
    places.filter((place) => !/^[a-z\d]+\.[a-z_]+$/.test(place)),
    [],
  );
  t.end();
});
