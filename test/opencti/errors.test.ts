import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { firstError, type Meaning, meaningOf } from '../../src/opencti/errors.js';
import { isFields, parseObject } from '../../src/opencti/guards.js';
import { fixturePath } from '../tools/shared.js';

function meaning(code: string, message = '', field = '', cause = ''): Meaning {
  return meaningOf({ code, message, field, cause });
}

t.test('each code means one thing', (t) => {
  const noConnector = 'No connector found with the specified ID';
  const nullId = "Cannot read properties of null (reading 'id')";
  t.equal(meaning('LOCK_ERROR', 'Execution timeout, too many concurrent call'), 'retry');
  t.equal(meaning('DATABASE_ERROR', 'Search engine is not available', 'stixBundlePush'), 'retry');
  t.equal(meaning('AUTH_REQUIRED'), 'credentials');
  t.equal(meaning('OTP_REQUIRED'), 'credentials');
  t.equal(meaning('FORBIDDEN_ACCESS', '', 'stixBundlePush'), 'credentials');
  t.equal(meaning('FUNCTIONAL_ERROR', noConnector, 'pingConnector'), 'gone');
  t.equal(meaning('FUNCTIONAL_ERROR', 'Validation against schema failed', 'registerConnector'), 'platform');
  t.equal(meaning('INTERNAL_SERVER_ERROR', nullId, 'workAdd'), 'gone');
  t.equal(meaning('INTERNAL_SERVER_ERROR', nullId, 'work'), 'platform');
  t.equal(meaning('UNSUPPORTED_ERROR', 'Invalid bundle', 'stixBundlePush', 'Invalid connector'), 'gone');
  t.equal(meaning('UNSUPPORTED_ERROR', 'Invalid bundle', 'stixBundlePush'), 'bundle');
  t.equal(meaning('UNSUPPORTED_ERROR', 'anything', 'registerConnector'), 'platform');
  for (const code of ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'UNKNOWN_ERROR', 'DRAFT_LOCKED', ''])
    t.equal(meaning(code), 'platform', code);
  t.end();
});

t.test('an error is read whatever parts of it are missing', (t) => {
  t.equal(firstError({ data: { about: {} } }), undefined);
  t.equal(firstError({ errors: [] }), undefined);
  t.strictSame(firstError({ errors: [{}] }), { code: '', message: '', field: '', cause: '' });
  t.strictSame(
    firstError({
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
      code: 'UNSUPPORTED_ERROR',
      message: 'Invalid [31mbundle',
      field: 'stixBundlePush',
      cause: 'Invalid connector',
    },
  );
  t.end();
});

t.test('assigns the recorded errors of a platform to their meaning', (t) => {
  const expected: Readonly<Record<string, Meaning>> = {
    'about-bad-token.json': 'credentials',
    'rights-no-usetoken-about.json': 'credentials',
    'rights-no-CONNECTORAPI-push.json': 'credentials',
    'ping-unknown-connector.json': 'gone',
    'ping-deleted-connector.json': 'gone',
    'work-add-unknown-connector.json': 'gone',
    'push-refused-deleted-connector.json': 'gone',
    'push-refused-unknown-connector.json': 'gone',
    'push-refused-null-in-objects.json': 'bundle',
    'push-refused-object-without-id.json': 'bundle',
    'push-refused-empty-objects.json': 'bundle',
    'register-again-dropping-scope.json': 'platform',
    'error-unknown-input-field.json': 'platform',
    'error-syntax.json': 'platform',
    'error-work-not-alive.json': 'platform',
  };
  const folder = fixturePath('opencti', 'recorded');
  for (const [file, want] of Object.entries(expected)) {
    const exchange = parseObject(readFileSync(join(folder, file), 'utf8'));
    const body = isFields(exchange?.response) ? exchange.response.body : undefined;
    const error = isFields(body) ? firstError(body) : undefined;
    t.equal(error === undefined ? undefined : meaningOf(error), want, file);
  }
  // Nothing recorded is worth a repeat: none of these refusals passes by itself.
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const exchange = parseObject(readFileSync(join(folder, file), 'utf8'));
    const body = isFields(exchange?.response) ? exchange.response.body : undefined;
    const error = isFields(body) ? firstError(body) : undefined;
    if (error !== undefined) t.not(meaningOf(error), 'retry', file);
  }
  t.end();
});
