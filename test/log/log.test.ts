import t from 'tap';
import { createLog } from '../../src/log/index.js';
import type { LogOptions } from '../../src/log/index.js';

function logInto(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'pretty',
    write: (line) => lines.push(line),
    color: false,
    secrets: [],
    now: () => new Date(2026, 10, 24, 19, 0, 0),
    ...options,
  });
  return { log, lines };
}

t.test('a pretty line consists of time, level, message and fields', (t) => {
  const { log, lines } = logInto();
  log.warn('Report failed', {
    event: 'item-failed',
    id: 'r-1',
    attempts: 3,
    why: 'no answer',
    url: undefined,
  });
  log.info('Done');
  t.strictSame(lines, [
    '2026-11-24 19:00:00 warn  Report failed id=r-1 attempts=3 why="no answer"',
    '2026-11-24 19:00:00 info  Done',
  ]);
  t.end();
});

t.test('quotes values that would read as several fields', (t) => {
  const { log, lines } = logInto();
  log.info('x', { a: 'b=c', d: '', e: 'say "hi"', f: true });
  t.equal(lines[0]?.slice(20), 'info  x a="b=c" d="" e="say \\"hi\\"" f=true');
  t.end();
});

t.test('a JSON line starts with fixed keys, has its time in UTC, and no field replaces a fixed key', (t) => {
  const { log, lines } = logInto({ format: 'json', now: () => new Date('2026-11-24T19:00:00.5Z') });
  log.error('Report failed', { id: 'r-1', event: 'item-failed', ms: 12, level: 'none', gone: undefined });
  t.equal(
    lines[0],
    '{"time":"2026-11-24T19:00:00.500Z","level":"error","event":"item-failed","message":"Report failed","id":"r-1","ms":12,"field_level":"none"}',
  );
  t.end();
});

t.test('does not write lines below the level', (t) => {
  for (const [level, expected] of [
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const) {
    const { log, lines } = logInto({ level, format: 'json' });
    for (const write of [log.debug, log.info, log.warn, log.error]) write('x');
    const written = lines.map((line) => /"level":"(\w+)"/.exec(line)?.[1]);
    t.strictSame(written, expected, level);
    t.strictSame((['debug', 'info', 'warn', 'error'] as const).filter(log.enabled), expected, level);
  }
  t.end();
});

t.test('colors the level only, and only if colors are enabled', (t) => {
  const { log, lines } = logInto({ color: true });
  log.error('x', { a: 1 });
  t.equal(lines[0], '2026-11-24 19:00:00 \u001b[31merror\u001b[0m x a=1');
  t.end();
});

t.test('text from outside stays one line without control characters', (t) => {
  const { log, lines } = logInto();
  const json = logInto({ format: 'json' });
  const hostile = 'a\r\n  b\nc\u001b[31m red \u001b]0;title\u0007\u0000\u009b2J\u202egnp\tt\u2028end';
  log.info(hostile, { field: hostile });
  json.log.info(hostile, { field: hostile });
  t.equal(
    lines[0]?.slice(26),
    'a | b | c red <U+0000><U+202E>gnp t | end field="a | b | c red <U+0000><U+202E>gnp t | end"',
  );
  t.notMatch([...lines, ...json.lines].join(''), /\p{Cc}|\u202e|\u2028/u);
  t.end();
});
