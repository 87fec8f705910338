import t from 'tap';
import type { AttemptFailure } from '../../src/http/failure.js';
import { decideRetry, defaultRetryLimits, type RetryQuestion } from '../../src/http/retry.js';

const status = (code: number): AttemptFailure => ({
  reason: 'http-status',
  status: code,
  body: '',
  contentType: '',
});
const network = (code: string): AttemptFailure => ({ reason: 'network', code, message: '' });
const timeout = (phase: 'connect' | 'headers' | 'body'): AttemptFailure => ({
  reason: 'timeout',
  phase,
  seconds: 1,
});

const decide = (question: Partial<RetryQuestion> & Pick<RetryQuestion, 'failure'>) =>
  decideRetry({
    callerChoice: 'table',
    attempt: 1,
    now: 0,
    elapsed: 0,
    backedOff: 0,
    runWaited: 0,
    limits: defaultRetryLimits,
    random: () => 0.5,
    ...question,
  });

/** Without budgets. */
function attempts(failure: AttemptFailure, callerChoice: RetryQuestion['callerChoice'] = 'table'): number {
  let attempt = 1;
  while (decide({ failure, callerChoice, attempt, random: () => 0 }).retry) attempt += 1;
  return attempt;
}

const table: readonly (readonly [what: string, failure: AttemptFailure, attempts: number])[] = [
  ['408', status(408), 4],
  ['425', status(425), 4],
  ['429', status(429), 16],
  ['500', status(500), 4],
  ['502', status(502), 16],
  ['503', status(503), 16],
  ['504', status(504), 16],
  ...[200, 400, 401, 403, 404, 405, 409, 410, 413, 422, 501, 505, 511].map(
    (code) => [String(code), status(code), 1] as const,
  ),
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].map(
    (code) => [code, network(code), 16] as const,
  ),
  ['a truncated response', network('ERR_STREAM_PREMATURE_CLOSE'), 4],
  ['a damaged gzip response', network('Z_DATA_ERROR'), 4],
  ['a response that is not HTTP', network('HPE_INVALID_CONSTANT'), 4],
  ['a header that cannot be sent', network('ERR_INVALID_CHAR'), 1],
  ['a gateway error of the proxy', network('ERR_PROXY_UNAVAILABLE'), 16],
  ['a name that does not exist', network('ENOTFOUND'), 4],
  ['a refusal by the proxy', network('ERR_PROXY_REFUSED'), 1],
  ['a private address', network('ERR_ADDRESS_REFUSED'), 1],
  ['an unknown encoding', network('ERR_CONTENT_ENCODING'), 1],
  ...[
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
  ].map((code) => [code, network(code), 1] as const),
  ['no connection in time', timeout('connect'), 16],
  ['no headers in time', timeout('headers'), 2],
  ['a stalled body', timeout('body'), 2],
  ['a response over its limit', { reason: 'too-large', limitBytes: 1 }, 1],
  ['a refused redirect', { reason: 'redirect-refused', target: '', why: '' }, 1],
  ['a cancelled request', { reason: 'cancelled' }, 1],
];

for (const [what, failure, expected] of table) {
  t.test(`allows ${expected} attempt(s) for ${what}`, (t) => {
    t.equal(attempts(failure), expected);
    t.equal(attempts(failure, 'no'), 1, 'one if the caller forbids a retry');
    t.end();
  });
}

t.test('retries any status if the caller allows a retry', (t) => {
  t.equal(attempts(status(200), 'yes'), 4);
  t.equal(attempts(status(422), 'yes'), 4);
  t.equal(attempts(status(503), 'yes'), 16, 'the table can allow more');
  t.end();
});

t.test('doubles the back-off up to its bound, with full jitter', (t) => {
  const delays = (random: number) =>
    [1, 2, 3, 4, 5, 6, 7].map((attempt) => decide({ failure: status(503), attempt, random: () => random }));
  const of = (...ms: readonly number[]) => ms.map((delayMs) => ({ retry: true, delayMs }));
  t.same(delays(1), of(500, 1000, 2000, 4000, 8000, 8000, 8000));
  t.same(delays(0.5), of(250, 500, 1000, 2000, 4000, 4000, 4000));
  t.same(delays(0), of(0, 0, 0, 0, 0, 0, 0));
  t.end();
});

t.test('uses Retry-After as a capped lower bound with jitter', (t) => {
  const after = (retryAfter: number, random: number) =>
    decide({ failure: status(429), attempt: 5, retryAfter, random: () => random });
  t.same(after(7_000, 0), { retry: true, delayMs: 7_000 });
  t.same(after(7_000, 1), { retry: true, delayMs: 7_500 });
  t.same(after(3_600_000, 0), { retry: true, delayMs: 60_000 });
  t.same(after(0, 0.5), { retry: true, delayMs: 250 });
  t.end();
});

t.test('ends at each budget', (t) => {
  const failure = status(503);
  const full = (more: Partial<RetryQuestion>) => decide({ failure, random: () => 1, ...more }).retry;
  t.equal(full({ backedOff: 39_500 }), true, 'back-offs of the request, up to the budget');
  t.equal(full({ backedOff: 39_501 }), false, 'and not beyond it');
  t.equal(
    full({ backedOff: 39_501, retryAfter: 1000 }),
    true,
    'a wait that the server requested does not count in the back-off budget',
  );
  t.equal(full({ elapsed: 299_500 }), true, 'the budget of the request');
  t.equal(full({ elapsed: 299_501 }), false);
  t.equal(full({ elapsed: 290_000, retryAfter: 20_000 }), false);
  t.equal(full({ runWaited: 1_799_500 }), true, 'the budget of the run');
  t.equal(full({ runWaited: 1_799_501 }), false);
  t.end();
});

t.test('a 429 is waited for as long as it requests, if that ends in time', (t) => {
  const limits = { ...defaultRetryLimits, throttledUntil: 1_000_000 };
  const throttled = { failure: status(429), limits, random: () => 0 };
  t.match(decide({ ...throttled, retryAfter: 900_000, elapsed: 299_000 }), { retry: true, delayMs: 900_000 });
  t.match(decide({ ...throttled, retryAfter: 900_000, now: 100_001 }), { retry: false });
  t.match(
    decide({ ...throttled, retryAfter: 900_000, runWaited: 1_000_000 }),
    { retry: false },
    'run budget',
  );
  t.match(decide({ ...throttled, failure: status(503), retryAfter: 900_000 }), { delayMs: 60_000 });
  t.match(decide({ ...throttled, limits: defaultRetryLimits, retryAfter: 900_000 }), { delayMs: 60_000 });
  t.end();
});
