import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { classify, decisiveError as decisiveErrorOf, type ErrorClass } from '../../src/opencti/errors.js';
import { isJsonObject, type JsonObject, parseJsonObject, singleLine } from '../../src/lib/index.js';
import { fixturePath } from '../tools/paths.js';

const decisiveError = (response: JsonObject) => decisiveErrorOf(response, singleLine);

function classOf(code: string, message = '', field = '', cause = ''): ErrorClass {
  return classify({ codes: [code], message, field, cause }).class;
}

t.test('maps each code to one class', (t) => {
  const noConnector = 'No connector found with the specified ID';
  const nullId = "Cannot read properties of null (reading 'id')";
  t.equal(classOf('LOCK_ERROR', 'Execution timeout, too many concurrent call'), 'retry');
  t.equal(classOf('DATABASE_ERROR', 'Search engine is not available', 'stixBundlePush'), 'retry');
  t.equal(classOf('AUTH_REQUIRED'), 'credentials');
  t.equal(classOf('OTP_REQUIRED'), 'credentials');
  t.equal(classOf('FORBIDDEN_ACCESS', '', 'stixBundlePush'), 'credentials');
  t.equal(classOf('FUNCTIONAL_ERROR', noConnector, 'pingConnector'), 'gone');
  t.equal(classOf('FUNCTIONAL_ERROR', 'Validation against schema failed', 'registerConnector'), 'platform');
  t.equal(classOf('INTERNAL_SERVER_ERROR', nullId, 'workAdd'), 'gone');
  t.equal(classOf('INTERNAL_SERVER_ERROR', nullId, 'work'), 'platform');
  t.equal(classOf('UNSUPPORTED_ERROR', 'Invalid bundle', 'stixBundlePush', 'Invalid connector'), 'gone');
  t.equal(classOf('UNSUPPORTED_ERROR', 'Invalid bundle', 'stixBundlePush'), 'bundle');
  t.equal(classOf('UNSUPPORTED_ERROR', 'anything', 'registerConnector'), 'platform');
  for (const code of ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'UNKNOWN_ERROR', 'DRAFT_LOCKED', ''])
    t.equal(classOf(code), 'platform', code);
  t.end();
});

t.test('classifies a wrapped code like an outer one', (t) => {
  const lock =
    'Unexpected error value: { message: "Execution timeout, too many concurrent call on the same entities", ' +
    'extensions: { code: "LOCK_ERROR", data: { http_status: 500, genre: "TECHNICAL" } } }';
  const outer = { extensions: { code: 'INTERNAL_SERVER_ERROR' }, name: 'INTERNAL_SERVER_ERROR' };
  const wrapped: Readonly<Record<string, object>> = {
    'as Node.js prints an object': { ...outer, message: lock },
    'with single quotes': { ...outer, message: lock.replaceAll('"', "'") },
    'as JSON': { ...outer, message: 'Unexpected error value: {"extensions":{"code":"LOCK_ERROR"}}' },
    'as JSON inside JSON': { ...outer, message: String.raw`{\"extensions\":{\"code\":\"LOCK_ERROR\"}}` },
    'behind a long text': { ...outer, message: `${'x'.repeat(2000)} ${lock}` },
    'as the cause': {
      message: 'Invalid bundle',
      path: ['stixBundlePush'],
      extensions: {
        code: 'UNSUPPORTED_ERROR',
        data: { cause: { message: 'busy', extensions: { code: 'LOCK_ERROR' } } },
      },
    },
    'as the name alone': { name: 'LOCK_ERROR', message: 'busy' },
  };
  for (const [where, error] of Object.entries(wrapped)) {
    const decisive = decisiveError({ errors: [error] });
    t.strictSame(decisive && { ...classify(decisive) }.code, 'LOCK_ERROR', where);
    t.equal(decisive && classify(decisive).class, 'retry', where);
  }
  const mentioned = decisiveError({ errors: [{ ...outer, message: 'the word LOCK_ERROR in a sentence' }] });
  t.strictSame(mentioned && classify(mentioned), { class: 'platform', code: 'INTERNAL_SERVER_ERROR' });
  t.end();
});

t.test('the first error with a known class decides', (t) => {
  const errors = [
    { message: 'first', name: 'UNKNOWN_ERROR' },
    { message: 'second', name: 'AUTH_REQUIRED' },
  ];
  t.equal(decisiveError({ errors })?.message, 'second');
  t.equal(decisiveError({ errors: errors.slice(0, 1) })?.message, 'first');
  t.end();
});

t.test('reads an error with missing fields', (t) => {
  t.equal(decisiveError({ data: { about: {} } }), undefined);
  t.equal(decisiveError({ errors: [] }), undefined);
  t.strictSame(decisiveError({ errors: [{}] }), { codes: [], message: '', field: '', cause: '' });
  t.strictSame(
    decisiveError({
      errors: [
        {
          message: 'Invalid\n\u001b[31mbundle',
          name: 'UNSUPPORTED_ERROR',
          path: ['stixBundlePush'],
          extensions: { data: { cause: { message: 'Invalid connector' } } },
        },
      ],
    }),
    {
      codes: ['UNSUPPORTED_ERROR'],
      message: 'Invalid [31mbundle',
      field: 'stixBundlePush',
      cause: 'Invalid connector',
    },
  );
  t.end();
});

/** Recordings with a class other than `platform`. */
const recordedClasses: Readonly<Record<string, Readonly<Record<string, ErrorClass>>>> = {
  '7': {
    'about-bad-token': 'credentials',
    'about-no-token': 'credentials',
    'me-bad-token': 'credentials',
    'me-no-token': 'credentials',
    'register-bad-token': 'credentials',
    'push-refused-bad-token': 'credentials',
    'rights-no-usetoken-about': 'credentials',
    'rights-no-CONNECTORAPI-ping': 'credentials',
    'rights-no-CONNECTORAPI-push': 'credentials',
    'rights-no-CONNECTORAPI-queue': 'credentials',
    'rights-no-CONNECTORAPI-register': 'credentials',
    'rights-no-CONNECTORAPI-workAdd': 'credentials',
    'ping-unknown-connector': 'gone',
    'ping-deleted-connector': 'gone',
    'work-add-unknown-connector': 'gone',
    'push-refused-deleted-connector': 'gone',
    'push-refused-unknown-connector': 'gone',
    'push-refused-empty-objects': 'bundle',
    'push-refused-not-json': 'bundle',
    'push-refused-null-in-object_refs': 'bundle',
    'push-refused-null-in-objects': 'bundle',
    'push-refused-object-without-id': 'bundle',
    'push-refused-type-not-bundle': 'bundle',
  },
  '6.7.5': {
    'about-bad-token': 'credentials',
    'ping-unknown-connector': 'gone',
    'push-unknown-connector': 'gone',
  },
};

for (const [version, classes] of Object.entries(recordedClasses)) {
  t.test(`recorded responses of ${version}`, (t) => {
    const folder =
      version === '7' ? fixturePath('opencti', 'recorded') : fixturePath('opencti', 'recorded', version);
    const found: Record<string, ErrorClass> = {};
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const exchange = parseJsonObject(readFileSync(join(folder, file), 'utf8'));
      const body = isJsonObject(exchange?.response) ? exchange.response.body : undefined;
      const error = isJsonObject(body) ? decisiveError(body) : undefined;
      const errorClass = error === undefined ? 'platform' : classify(error).class;
      if (errorClass !== 'platform') found[file.slice(0, -'.json'.length)] = errorClass;
    }
    t.strictSame(found, classes);
    t.end();
  });
}
