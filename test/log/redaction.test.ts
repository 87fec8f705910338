import t from 'tap';
import { createLog, createRedaction } from '../../src/log/index.js';

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
    // At most two characters of the secret can remain, which share bits with those beside it.
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
  log.conceal(['access-token-1']);
  log.info('first-secret access-token-1');
  t.match(lines[0], / \*\*\* \*\*\*$/);
  t.end();
});

const samples = ['s3cr/et+Value=="x"', 'A-very-long-bearer-token.of.some-40-characters', 'geheim wört/1'];
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const twice = (text: string): string => base64(base64(text));

const quotations: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['URL-encoded', encodeURIComponent],
  ['JSON-encoded', (secret) => JSON.stringify(secret)],
  ['JSON-encoded twice', (secret) => JSON.stringify(JSON.stringify({ secret }))],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64 twice', (secret) => twice(secret)],
  ['in base64 twice, with a name', (secret) => twice(`client:${secret}`)],
  ['in hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
  ['in hexadecimal digits in capitals', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  ['as JSON of PHP', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['as JSON of Go', (secret) => JSON.stringify(secret).replaceAll('=', '\\u003d').replaceAll('+', '\\u002b')],
  ['URL-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in HTML', (secret) => secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
];

for (const [name, quote] of quotations) {
  t.test(`a text from outside contains no secret that a service quotes ${name}`, (t) => {
    for (const secret of samples) {
      const text = createRedaction([secret]).outsideText(`refused: ${quote(secret)}, sorry`);
      t.notOk(text.includes(quote(secret).replaceAll('"', '')), secret);
      t.match(text, /^refused: .*\*\*\*.*, sorry$/);
    }
    t.end();
  });
}

t.test('a text from outside contains no start of a secret that was cut', (t) => {
  for (const secret of samples) {
    const { outsideText } = createRedaction([secret]);
    for (let length = 8; length < secret.length; length++) {
      const cut = secret.slice(0, length);
      for (const end of ['', '…', '...', '"}'])
        t.notOk(outsideText(`refused: ${cut}${end}`).includes(cut.slice(0, 8)), `${cut}${end}`);
    }
  }
  t.end();
});

t.test('a text from outside contains no secret that is as short as a word, as a word', (t) => {
  const { outsideText, redact } = createRedaction(['demo', 'abc', 'x']);
  t.equal(outsideText('key=demo&secret="abc" x demonstration'), 'key=***&secret="***" x demonstration');
  t.equal(redact('the demo of abc'), 'the demo of abc', 'the texts of the program stay readable');
  t.end();
});

t.test(
  'a text from outside is masked before it is cut, and after its control characters are removed',
  (t) => {
    const { outsideText } = createRedaction(['0123456789abcdef']);
    t.equal(outsideText('refused 0123456789abcdef', 15), 'refused ***');
    t.equal(outsideText('a 0123456\u200b789\u0000abc\u001b[1mdef b'), 'a *** b');
    t.end();
  },
);

t.test(
  'a secret of 200,000 characters and a text of many starts of a secret are masked in linear time',
  (t) => {
    const { outsideText } = createRedaction(['s'.repeat(200_000), 'aaaaaaaaaaaaaaaab']);
    t.ok(outsideText('a'.repeat(40_000), 10).length <= 10);
    t.equal(outsideText('s'.repeat(40_000)), '***');
    t.end();
  },
);
