import t from 'tap';

import {
  closestName,
  finiteNumber,
  isJsonObject,
  jsonObjectsIn,
  nonEmptyString,
  parseJson,
  parseJsonObject,
  jsonText,
  plainText,
  pluralize,
  singleLine,
  terminalText,
  truncate,
} from '../../src/lib/index.js';

t.test('JSON is parsed with a byte order mark, and anything else is a failure', (t) => {
  t.strictSame(parseJson('\uFEFF{"a":1}'), { ok: true, value: { a: 1 } });
  t.strictSame(parseJson('null'), { ok: true, value: null });
  t.match(parseJson('<html>'), { ok: false, failure: { reason: 'invalid-json', message: 'is not JSON' } });
  t.strictSame(parseJsonObject('{"a":1}'), { a: 1 });
  for (const text of ['[]', 'null', '1', '', '<html>']) t.equal(parseJsonObject(text), undefined, text);
  t.end();
});

t.test('guards accept exactly their type', (t) => {
  t.strictSame([{}, [], null, 'a', 1].map(isJsonObject), [true, false, false, false, false]);
  t.strictSame(['a', '', 1, null].map(nonEmptyString), ['a', undefined, undefined, undefined]);
  t.strictSame([0, NaN, Infinity, '1'].map(finiteNumber), [0, undefined, undefined, undefined]);
  t.strictSame(jsonObjectsIn([{ a: 1 }, null, 'x', []]), [{ a: 1 }]);
  t.strictSame(jsonObjectsIn({ a: 1 }), []);
  t.end();
});

t.test('text becomes one bounded line', (t) => {
  t.equal(singleLine('  a\n\tb\u001b[31m\u202e c '), 'a b [31m c');
  t.equal(singleLine('abcdef', 4), 'abc…');
  t.equal(truncate('abcd', 4), 'abcd');
  t.equal(plainText('\u001b]52;c;YQ==\u0007a\r\nb\u0000\u202e'), 'a | b<U+0000><U+202E>');
  t.equal(
    plainText('t\u{e0041} f\u3164 p\ue000 s\u00ad z\u200b h\ud800'),
    't<U+E0041> f<U+3164> p<U+E000> s z h<U+D800>',
  );
  t.equal(
    plainText('a\u0600b\u0605c\u06ddd\u070fe\u08e2f\u{110bd}g\u{110cd}'),
    'a<U+0600>b<U+0605>c<U+06DD>d<U+070F>e<U+08E2>f<U+110BD>g<U+110CD>',
  );
  t.equal(plainText(`e${'\u0301\u200d'.repeat(40)}x`), `e${'\u0301\u200d'.repeat(4)}x`);
  t.equal(plainText(`e${'\ufe0f\u200d'.repeat(500_000)}x`).length, 10, 'in linear time');
  const scripts = 'नमस्ते สวัสดี 👩‍👩‍👧 ❤️ 葛\u{e0100}';
  t.equal(plainText(scripts), scripts, 'joiners, marks and variation selectors of scripts stay');
  t.equal(plainText(`e${'\u0301'.repeat(40)}`), `e${'\u0301'.repeat(8)}`);
  t.equal(plainText(`a${' '.repeat(1_000_000)}\n${'\t'.repeat(1_000_000)}b`), 'a | b', 'in linear time');
  t.strictSame(
    [pluralize(1, 'object'), pluralize(2, 'object'), pluralize(0, 'entry', 'entries')],
    ['1 object', '2 objects', '0 entries'],
  );
  t.end();
});

t.test('finds the closest name despite case and separators, and only if it is similar enough', (t) => {
  const names = ['api_base_url', 'client_id', 'tlp_level'];
  t.equal(closestName('apiBaseUrl', names), 'api_base_url');
  t.equal(closestName('cleint_id', names), 'client_id');
  t.equal(closestName('snyc', ['status', 'sync']), 'sync', 'an exchange of neighbors is one edit');
  t.equal(closestName('password', names), undefined);
  t.equal(closestName('x'.repeat(200), names), undefined);
  t.end();
});

t.test('printed lines keep styles and line breaks only', (t) => {
  t.equal(terminalText('\u001b[31mx\u001b[0m\n\ty'), '\u001b[31mx\u001b[0m\n\ty');
  t.equal(terminalText('\u001b]52;c;x\u0007\u001b[2J\u009b'), '<U+001B>]52;c;x<U+0007><U+001B>[2J<U+009B>');
  for (const style of ['8', '5', '7', '30', '40', '31;8', '38;5;0', '', '00', '1;1'])
    t.equal(
      terminalText(`\u001b[${style}mx`),
      `<U+001B>[${style}mx`,
      'styles that this program does not use',
    );
  t.end();
});

t.test('JSON escapes what controls a terminal and keeps its value', (t) => {
  const value = { a: 'C1 \u009b DEL \u007f bidi \u202e line \u2028 tag \u{e0041}' };
  const text = jsonText(value, 2);
  t.match(text, /^[\n\x20-\x7e]*$/);
  t.strictSame(JSON.parse(text), value);
  t.end();
});
