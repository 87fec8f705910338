import t from 'tap';
import { createLog } from '../../src/log/index.js';

const secret = 'pa+ss/w"ö rd?~1';

function written(secrets: readonly string[], message: string, fields: Record<string, string> = {}): string {
  const lines: string[] = [];
  for (const format of ['pretty', 'json'] as const) {
    createLog({ level: 'info', format, write: (line) => lines.push(line), color: false, secrets }).info(
      message,
      fields,
    );
  }
  return lines.join('\n');
}

t.test('redacts a secret in every encoding and position', (t) => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const forms = {
    plain: secret,
    url: encodeURIComponent(secret),
    form: new URLSearchParams({ s: secret }).toString().slice(2),
    'lower-case escapes': encodeURIComponent(secret).toLowerCase(),
    json: JSON.stringify(secret).slice(1, -1),
    base64: base64(secret),
    base64url: Buffer.from(secret).toString('base64url'),
  };
  for (const [name, form] of Object.entries(forms)) {
    const line = written([secret], `before ${form} after`, { field: `x${form}y`, [form]: 'key' });
    t.notOk(line.includes(form), name);
    t.match(line, 'before *** after', name);
  }
  t.end();
});

t.test('redacts a secret within Basic authentication at every alignment', (t) => {
  for (const user of ['', 'u', 'us', 'use', 'user']) {
    const basic = Buffer.from(`${user}:${secret}:tail`).toString('base64');
    const line = written([secret], `Authorization: Basic ${basic}`);
    const rest = /Basic (\S*?)\*\*\*(\S*)/.exec(line);
    t.ok(rest, user);
    // Characters beside the secret can remain, and at most two of the secret, which share bits with them.
    const left = Buffer.from(rest?.[1] ?? '', 'base64').toString('latin1');
    t.ok(left.length <= user.length + 2, user);
  }
  t.end();
});

t.test('redacts the longer of two secrets if it contains the shorter one', (t) => {
  t.match(written(['a-token-', 'a-token-and-more'], 'a a-token-and-more b'), 'a *** b');
  t.end();
});

t.test('redacts a secret that a control sequence splits', (t) => {
  t.notMatch(written(['hidden-token'], 'hidden\u001b[0m-token'), /hidden|token/);
  t.end();
});

t.test('redacts a secret of several lines before its lines are joined', (t) => {
  t.match(written(['first line\n\tsecond line'], 'a first line\n\tsecond line b'), 'a *** b');
  t.end();
});

t.test('does not redact values that are too short for a secret', (t) => {
  t.match(written(['', 'a', 'abc', 'a1'], 'abracadabra abc a1'), 'abracadabra abc a1');
  for (const word of ['wrong', 'demo', 'refused', '2026', '1234567']) {
    t.match(written([word], `a ${word} token`), `a ${word} token`);
  }
  t.end();
});

t.test('redacts values with digits or signs from four characters on, and any value from eight', (t) => {
  for (const value of ['a1b2', 's3cret', 'password', '12345678', 'pass-word']) {
    const line = written([value], `a ${value} token`);
    t.match(line, 'a *** token', value);
    t.notOk(line.includes(value), value);
  }
  t.end();
});

t.test('redacts a secret from the moment it is registered', (t) => {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'pretty',
    write: (line) => lines.push(line),
    color: false,
    secrets: ['first-secret'],
  });
  log.conceal('access-token-1');
  log.info('first-secret access-token-1');
  t.match(lines[0], / \*\*\* \*\*\*$/);
  t.end();
});
