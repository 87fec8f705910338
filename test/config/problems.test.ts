import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { describeProblem, excludedReportTypes, optionList, reportTypeNames } from '../../src/config/index.js';
import { runs } from '../tools/runs.js';
import { load, loaded, refused } from './load.js';

t.test('reports all problems together, each with its source and the received value', async (t) => {
  const directory = t.testdir({ '.teamt5rc': 'http: {concurrency: 900}\nopencti: {tokn: x}\n' });
  const { problems } = await refused(directory, {
    env: { OPENCTI_URL: 'opencti:8080', CONNECTOR_ID: '42' },
    flags: { 'connector.log_level': 'loud' },
  });
  const file = join(directory, '.teamt5rc');
  t.strictSame(problems.map(describeProblem), [
    `opencti.tokn (${file}): expected an option that exists: did you mean opencti.token?`,
    'opencti.url (OPENCTI_URL): received "opencti:8080", expected an http or https URL without user, password, query and fragment',
    'connector.id (CONNECTOR_ID): received "42", expected a UUID (`teamt5-opencti init` generates one; or keep the Python connector\'s id)',
    'connector.log_level (--log-level): received "loud", expected one of debug, info, warn, warning, error',
    `http.concurrency (${file}): received "900", expected a whole number from 1 to 64`,
  ]);
});

t.test('rejects a look-back of less than 3600 plain seconds and names the ISO 8601 form', async (t) => {
  for (const value of ['7', '3599']) {
    const { problems } = await refused(t.testdir(), { env: { TEAMT5_SYNC_LOOKBACK: value } });
    t.strictSame(problems.map(describeProblem), [
      `sync.lookback (TEAMT5_SYNC_LOOKBACK): received "${value}", expected an ISO 8601 duration, such as P7D for 7 days (a plain number is in seconds, 3600 or more)`,
    ]);
  }
  const inFile = await refused(t.testdir({ '.teamt5rc': 'sync: {lookback: 7}' }));
  t.equal(inFile.problems.length, 1);
  for (const [value, milliseconds] of [
    ['3600', 3_600_000],
    ['0', 0],
    ['PT7S', 7000],
  ] as const) {
    const { config } = await loaded(t.testdir(), { env: { TEAMT5_SYNC_LOOKBACK: value } });
    t.equal(config.sync.lookbackMs, milliseconds, value);
  }
});

t.test('rejects invalid values of every option type', async (t) => {
  const bad: Readonly<Record<string, readonly string[]>> = {
    OPENCTI_URL: [
      'ftp://x.test',
      'https://u:p@x.test',
      'https://x.test/?a=1',
      'https://x.test/#a',
      'x.test',
      'https://',
    ],
    OPENCTI_TOKEN: ['ChangeMe', 'CHANGEME', 'change_me', 'two\nlines', 'tökén', 'to ken', 'to\tken'],
    OPENCTI_CUSTOM_HEADERS: ['no-colon', ':v', 'a b:c', 'Authorization:Bearer x', 'x:a\u0000b', 'x:ö'],
    OPENCTI_CONCURRENCY: ['0', '33', '1.5', '-1', 'many', '0x10', '1e1'],
    OPENCTI_MAX_BUNDLE_BYTES: ['1KiB', '25MiB', '8 apples', 'MiB', '1GiB'],
    CONNECTOR_NAME: ['a\u001bb'],
    CONNECTOR_SCOPE: [',', 'a\nb'],
    CONNECTOR_DURATION_PERIOD: ['1 day', 'P1M'],
    CONNECTOR_QUEUE_THRESHOLD: ['0', '-5', 'full'],
    TEAMT5_TLP_LEVEL: ['purple', 'constructor', 'TLP'],
    TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP: ['CHANGEME', '7d', '-1'],
    TEAMT5_ATTACH_PDF: ['maybe', '2', 'on'],
    TEAMT5_REPORT_TYPES: ['Flash Report', '=x', 'a='],
    TEAMT5_INDICATOR_SCORE: ['101'],
    TEAMT5_HTTP_REQUESTS_PER_SECOND: ['0', 'fast'],
  };
  for (const [variable, values] of Object.entries(bad)) {
    for (const value of values) {
      const { problems } = await refused(t.testdir(), { env: { [variable]: value } });
      t.strictSame(
        problems.map(({ where }) => where),
        [variable],
        `${variable}=${JSON.stringify(value)}`,
      );
    }
  }
});

t.test('rejects a first run in the future, except within the tolerance for a wrong clock', async (t) => {
  const now = new Date('2026-11-24T12:00:00Z');
  const env = (start: string) => ({ env: { TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP: start }, now });
  const { config } = await loaded(t.testdir(), env('2026-11-25T12:00:00Z'));
  t.equal(config.teamt5.firstRun, 1_795_608_000);
  const { problems } = await refused(t.testdir(), env('2026-11-25T12:00:01Z'));
  t.strictSame(problems.map(describeProblem), [
    'teamt5.first_run_retrieval_timestamp (TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP): received "2026-11-25T12:00:01Z", expected a time in the past, because a run that starts in the future imports nothing',
  ]);
});

t.test('rejects a credential with a pasted comment, without showing it', async (t) => {
  for (const variable of ['OPENCTI_TOKEN', 'TEAMT5_CLIENT_ID', 'TEAMT5_CLIENT_SECRET', 'TEAMT5_API_KEY']) {
    const env = { TEAMT5_CLIENT_ID: 'id', TEAMT5_CLIENT_SECRET: 'secret', [variable]: 'hush   # of teamt5' };
    const { problems } = await refused(t.testdir(), { env });
    const [line = '', ...others] = problems.map(describeProblem);
    t.strictSame(others, []);
    t.match(line, /received \*\*\*, .*; it contains white space: was a comment copied with it\?$/);
    t.notMatch(line, /hush|# of/);
  }
  const { config } = await loaded(t.testdir(), { env: { OPENCTI_TOKEN: ' \tto#ken \r\n' } });
  t.equal(config.opencti.token, 'to#ken', 'trims the value; # is allowed in it');
});

t.test("warns of a reliability that is not one of OpenCTI's own values", async (t) => {
  const env = (value: string) => ({ env: { TEAMT5_REPORT_RELIABILITY: value } });
  for (const value of ['A - Completely reliable', 'F - Reliability cannot be judged']) {
    t.strictSame((await loaded(t.testdir(), env(value))).notices, [], value);
  }
  const { config, notices } = await loaded(t.testdir(), env('banana'));
  t.equal(config.teamt5.reportReliability, 'banana');
  t.match(notices, [
    {
      level: 'warn',
      message: /^teamt5\.report_reliability \(TEAMT5_REPORT_RELIABILITY\): "banana" is valid only/,
    },
  ]);
  t.equal(notices.length, 1);
});

t.test('accepts the alternative forms of values', async (t) => {
  for (const [written, expected] of [
    ['yes', true],
    ['TRUE', true],
    ['1', true],
    ['no', false],
    ['False', false],
    ['0', false],
  ] as const) {
    const { config } = await loaded(t.testdir(), { env: { TEAMT5_ATTACH_PDF: written } });
    t.equal(config.teamt5.attachPdf, expected, written);
  }
  for (const [written, expected] of [
    ['8388608', 8_388_608],
    ['10 MB', 10_000_000],
    ['1.5mib', 1_572_864],
    ['100kB', 100_000],
  ] as const) {
    const { config } = await loaded(t.testdir(), { env: { OPENCTI_MAX_BUNDLE_BYTES: written } });
    t.equal(config.opencti.maxBundleBytes, expected, written);
  }
});

t.test('accepts typed values in a file, but rejects a secret that looks like a number', async (t) => {
  const { config } = await loaded(
    t.testdir({
      '.teamt5rc': [
        'opencti: {custom_headers: {X-One: one, X-Two: "2"}, max_bundle_bytes: 1000000}',
        'connector: {scope: [teamt5, report], queue_threshold: 1.5, duration_period: 60}',
        'teamt5: {attach_pdf: false, first_run_retrieval_timestamp: 2026-01-01, report_types: {Flash Report: threat-report, Monthly Report: off, Other: false}}',
      ].join('\n'),
    }),
  );
  t.strictSame(config.opencti.customHeaders, { 'X-One': 'one', 'X-Two': '2' });
  t.strictSame(config.connector.scope, ['teamt5', 'report']);
  t.equal(config.connector.durationPeriodMs, 60_000);
  t.equal(config.teamt5.attachPdf, false);
  t.equal(config.teamt5.firstRun, 1_767_225_600);
  t.strictSame(reportTypeNames(config), { 'Flash Report': 'threat-report' });
  t.strictSame(excludedReportTypes(config), ['Monthly Report', 'Other']);

  const { problems } = await refused(t.testdir({ '.teamt5rc': 'opencti: {token: 0123456}\n' }));
  t.match(problems, [{ key: 'opencti.token', received: '***', expected: /in quotes/ }]);
});

t.test("rejects custom headers that replace the program's own, and names the fields of a text", async (t) => {
  for (const fields of [
    'Host: elsewhere.example',
    'X-One: 1; host: elsewhere.example',
    'Content-Length: 5',
    'content-type: text/plain',
    'Transfer-Encoding: chunked',
    'Connection: X-One',
    'Cookie: opencti_session=x',
    'AUTHORIZATION: Bearer x',
    'Proxy-Authorization: Basic x',
    'X-One: 1; x-one: 2',
    'X-One: a; b',
    'X One: 1',
    'X-One: 1\r\nHost: x',
  ]) {
    const { problems } = await refused(t.testdir(), { env: { OPENCTI_CUSTOM_HEADERS: fields } });
    t.match(
      problems,
      [{ key: 'opencti.custom_headers', expected: /none that the program sets itself/ }],
      fields,
    );
  }
  const two = await loaded(t.testdir(), { env: { OPENCTI_CUSTOM_HEADERS: 'X-One: a; X-Two: b' } });
  t.match(two.notices, [{ level: 'info', message: /sets 2 header fields.*: X-One, X-Two\.$/ }]);
  const file = { '.teamt5rc': 'opencti: {custom_headers: {X-One: "a; X-Two: b", X-Three: c}}' };
  const mapping = await loaded(t.testdir(file));
  t.strictSame(mapping.config.opencti.customHeaders, { 'X-One': 'a; X-Two: b', 'X-Three': 'c' });
  t.notMatch(mapping.notices.map(({ message }) => message).join(), 'header field');
});

t.test('rejects unknown keys and suggests the intended option', async (t) => {
  for (const [written, hint] of [
    ['opencti: {colour: x}', /see \.teamt5rc\.example/],
    ['opencti: {apiToken: x}', /did you mean opencti\.token\?/],
    ['teamt5: {apiBaseUrl: x}', /did you mean teamt5\.api_base_url\?/],
    ['teamt5: {clientid: x}', /did you mean teamt5\.client_id\?/],
    ['url: x', /did you mean opencti\.url\?/],
    ['connector: {token: x}', /did you mean opencti\.token\?/],
    ['OPENCTI_TOKEN: x', /did you mean opencti\.token\?/],
    ['opencti: x', /a section that contains options/],
    ['- x', /sections that contain options/],
    ['just text', /sections that contain options/],
    ['__proto__: {x: 1}', /see \.teamt5rc\.example/],
  ] as const) {
    const { problems } = await refused(t.testdir({ '.teamt5rc': written }));
    t.match(problems, [{ expected: hint }], written);
    t.equal(problems.length, 1, written);
  }
});

t.test('names a known mistake instead of the accepted values', async (t) => {
  const complaint = async (variable: string, value: string): Promise<readonly string[]> =>
    (await refused(t.testdir(), { env: { [variable]: value } })).problems.map(describeProblem);
  t.strictSame(await complaint('OPENCTI_TOKEN', 'ChangeMe'), [
    'opencti.token (OPENCTI_TOKEN): still the placeholder ChangeMe',
  ]);
  t.strictSame(await complaint('OPENCTI_URL', 'http://cti.test/base/graphql/'), [
    'opencti.url (OPENCTI_URL): remove /graphql from the URL: the program adds it',
  ]);
  t.strictSame(await complaint('TEAMT5_API_BASE_URL', 'https://api.threatvision.org/api/v2'), [
    'teamt5.api_base_url (TEAMT5_API_BASE_URL): remove /api/v2 from the URL: the program adds it',
  ]);
});

t.test('a placeholder in place of the API key is a warning beside OAuth credentials', async (t) => {
  const env = { TEAMT5_CLIENT_ID: 'id', TEAMT5_CLIENT_SECRET: 'secret', TEAMT5_API_KEY: 'ChangeMe' };
  const { config, notices } = await loaded(t.testdir(), { env });
  t.equal(config.teamt5.apiKey, undefined);
  t.match(notices, [{ level: 'warn', message: /still the placeholder ChangeMe; it is not used/ }]);
  const used = await loaded(t.testdir(), { env: { ...env, TEAMT5_API_KEY: 'key' } });
  t.match(used.notices, [{ level: 'debug', message: /is not used, because client id/ }]);
});

t.test('warns of a misspelled variable, and ignores variables of other programs', async (t) => {
  const env = {
    TEAMT5_CLIENTID: 'x',
    TEAMT5_API_URL: 'x',
    OPENCTI_TOKEN_FIEL: 'x',
    OPENCTI_ADMIN_EMAIL: 'x',
    TEAMT5_SHARED: 'x',
    TOKEN: 'x',
  };
  const { notices } = await loaded(t.testdir(), { env });
  t.strictSame(notices, [
    {
      level: 'warn',
      message: 'TEAMT5_CLIENTID is not a variable of this program; did you mean TEAMT5_CLIENT_ID?',
    },
    {
      level: 'warn',
      message: 'TEAMT5_API_URL is not a variable of this program; did you mean TEAMT5_API_BASE_URL?',
    },
    {
      level: 'warn',
      message: 'OPENCTI_TOKEN_FIEL is not a variable of this program; did you mean OPENCTI_TOKEN_FILE?',
    },
  ]);
});

t.test('shortens a received value and masks its confidential parts', async (t) => {
  const received = async (variable: string, value: string): Promise<string | undefined> =>
    (await refused(t.testdir(), { env: { [variable]: value } })).problems[0]?.received;
  t.equal(await received('OPENCTI_URL', 'https://user:p/a@ss@x.test/'), '"https://***@x.test/"');
  t.equal(await received('OPENCTI_URL', 'https://x.test/?token=hush'), '"https://x.test/?***"');
  t.equal(await received('HTTPS_CA_CERTIFICATES', '-----BEGIN PRIVATE KEY-----\nAAAA'), '"-----BEGIN …"');
  t.equal(await received('TEAMT5_API_KEY', 'ChangeMe'), '***');
  t.equal(await received('OPENCTI_CUSTOM_HEADERS', 'secret without colon'), '***');
  t.equal((await received('TEAMT5_TLP_LEVEL', 'x'.repeat(500)))?.length, 82);
  t.equal(await received('TEAMT5_TLP_LEVEL', 'a\u001b[31m\u009b\u202eb'), '"a\\u001b[31m??b"');
});

t.test('never throws, whatever a file contains', async (t) => {
  const directory = t.testdir();
  const places = optionList.map(({ key }) => key.split('.'));
  const section = fc.constantFrom(...places.map(([name = '']) => name), 'mq', 'other', '__proto__');
  const option = fc.constantFrom(...places.map(([, name = '']) => name), 'other', 'constructor');
  const content = fc.dictionary(section, fc.oneof(fc.dictionary(option, fc.jsonValue()), fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(content, async (json) => {
      await writeFile(join(directory, '.teamt5rc.json'), JSON.stringify(json));
      const result = await load(directory);
      return result.ok || result.failure.problems.every((problem) => describeProblem(problem).length < 1000);
    }),
    { numRuns: runs(60) },
  );
  await refused(
    t.testdir({ '.teamt5rc': 'connector: {name: &again [*again]}\nopencti: {custom_headers: &h {a: *h}}\n' }),
  );
});
