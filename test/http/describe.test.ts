import t from 'tap';
import { describeHttpFailure, type HttpFailure } from '../../src/http/index.js';
import { safeUrl } from '../../src/http/failure.js';

const at = { method: 'GET', url: 'https://api.example/x', attempts: 1 } as const;
const answered = (body: string, contentType = 'application/json'): HttpFailure => ({
  ...at,
  reason: 'http-status',
  status: 502,
  body,
  contentType,
});

const sentences: readonly (readonly [HttpFailure, string])[] = [
  [
    { ...at, reason: 'network', code: 'ECONNREFUSED', message: 'connection refused' },
    'connection refused [ECONNREFUSED]',
  ],
  [{ ...at, reason: 'timeout', phase: 'connect', seconds: 10 }, 'no connection within 10 s'],
  [{ ...at, reason: 'timeout', phase: 'headers', seconds: 60 }, 'no response within 60 s'],
  [
    { ...at, reason: 'timeout', phase: 'body', seconds: 30 },
    'the response stalled and did not end within 30 s',
  ],
  [{ ...at, reason: 'too-large', limitBytes: 10 }, 'the response is larger than the limit of 10 bytes'],
  [
    { ...at, reason: 'redirect-refused', target: 'http://b.example/', why: 'no TLS' },
    'redirect to http://b.example/ refused: no TLS',
  ],
  [{ ...at, reason: 'cancelled' }, 'cancelled'],
  [answered('{"message":"no"}'), 'returned HTTP 502: {"message":"no"}'],
  [answered(''), 'returned HTTP 502 with an empty body'],
  [
    answered('<html><head><title>Bad\n Gateway</title></head></html>', 'text/html; charset=utf-8'),
    'returned HTTP 502 with an HTML page titled "Bad Gateway"',
  ],
  [answered('  <!DOCTYPE html><p>x', ''), 'returned HTTP 502 with an HTML page'],
];
for (const [failure, sentence] of sentences) {
  t.equal(describeHttpFailure(failure), `GET https://api.example/x: ${sentence}`);
}

t.equal(
  describeHttpFailure({ ...at, reason: 'cancelled', attempts: 3 }),
  'GET https://api.example/x: cancelled (after 3 attempts)',
);

t.test('quotes at most 200 bytes and ends with a whole character', (t) => {
  const start = 'returned HTTP 502: ';
  const text = describeHttpFailure(answered('台'.repeat(100), 'text/plain')).split(start)[1];
  t.equal(text, `${'台'.repeat(66)}…`);
  t.end();
});

t.test('quotes one line without control characters', (t) => {
  t.match(describeHttpFailure(answered('a\r\n\u001b[2Jb\u202ec\u0000', 'text/plain')), /: a \[2Jb c$/);
  t.end();
});

t.test('removes user info, fragment and all query values except paging and dates from a URL', (t) => {
  t.equal(
    safeUrl(new URL('https://me:pw@a.example:8443/p/q?offset=10&date[from]=5&key=k&X-Sig=s#frag')),
    'https://a.example:8443/p/q?offset=10&date[from]=5&key=***&X-Sig=***',
  );
  t.end();
});
