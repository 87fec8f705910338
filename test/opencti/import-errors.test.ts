import t from 'tap';
import { singleLine } from '../../src/lib/index.js';
import { parseWorkError as parse } from '../../src/opencti/works.js';

const parseWorkError = (message: unknown, source: unknown) => parse(message, source, singleLine);

const indicator = 'indicator--285565d5-4747-4973-9c83-7d991100ad48';

t.test("parses the worker's Python dict and the rejected object", (t) => {
  t.strictSame(
    parseWorkError(
      "{'name': 'FUNCTIONAL_ERROR', 'error_message': 'Observable type Nonsense is not supported.'}",
      JSON.stringify({ type: 'indicator', id: indicator, name: `N\n${'x'.repeat(200)}` }),
    ),
    {
      about: 'object',
      message: 'FUNCTIONAL_ERROR: Observable type Nonsense is not supported.',
      objectId: indicator,
      objectType: 'indicator',
      objectName: `N ${'x'.repeat(97)}…`,
    },
  );
  t.end();
});

t.test("parses Python's quotes of a text with an apostrophe, and with both quotes", (t) => {
  const message = (dict: string): string => parseWorkError(dict, '{}').message;
  t.equal(message(`{'name': 'A', 'error_message': "can't be"}`), "A: can't be");
  t.equal(
    message(`{'name': 'A', 'error_message': 'can\\'t be "x"\\nat all \\\\'}`),
    `A: can't be "x" at all \\`,
  );
  t.equal(message(`{'error_message': 'alone'}`), 'alone');
  t.equal(message('plain text'), 'plain text');
  t.end();
});

t.test('finds an object in a sentence about it, and in truncated JSON', (t) => {
  const id = 'x-teamt5-thing--2eef44b9-6a04-4d67-9b0b-612e5685cfec';
  t.strictSame(
    parseWorkError(
      'Incompatible element in bundle',
      `Element ${id} is incompatible and couldn't be processed`,
    ),
    {
      about: 'object',
      message: 'Incompatible element in bundle',
      objectId: id,
      objectType: 'x-teamt5-thing',
    },
  );
  t.equal(parseWorkError('m', `{"type": "indicator", "id": "${indicator}", "patt`).objectId, indicator);
  t.strictSame(parseWorkError('m', 'nothing to find'), {
    about: 'object',
    message: 'm',
    objectId: undefined,
  });
  t.end();
});

t.test('an error without a source is about the run', (t) => {
  t.strictSame(parseWorkError('2 failed: a (no STIX)', null), {
    about: 'run',
    message: '2 failed: a (no STIX)',
  });
  t.strictSame(parseWorkError(null, undefined), { about: 'run', message: '' });
  t.end();
});
