import t from 'tap';
import { digestText, isDigestCut, longestHtml } from '../../../src/stix/report/digest.js';

const cases: readonly (readonly [title: string, digest: string, text: string])[] = [
  ['plain text stays', 'APT10 <-> PlugX, a < b & c', 'APT10 <-> PlugX, a < b & c'],
  ['Markdown stays', '# Title\n\n* one\n* two', '# Title\n\n* one\n* two'],
  ['CJK stays', '攻擊者使用 PlugX。', '攻擊者使用 PlugX。'],
  ['paragraphs', '<p>One</p><p>二</p>', 'One\n\n二'],
  ['line breaks', 'One<br>two<br/>three', 'One\ntwo\nthree'],
  ['lists', '<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['headings keep their case', '<h2>Key Points</h2><p>x</p>', 'Key Points\n\nx'],
  ['links keep their target', 'see <a href="https://x.example/">here</a>', 'see here (https://x.example/)'],
  ['scripts go', 'a<script>alert(1)</script>b', 'ab'],
  ['character references', 'Tom &amp; Jerry&#39;s &#x4e00;', "Tom & Jerry's 一"],
  ['what reads as a tag is escaped', '&lt;iframe src=x&gt;', '&lt;iframe src=x>'],
  ['images go', 'a <img src=x onerror=alert(1)> b', 'a b'],
  ['nothing', '  ', ''],
  ['nested lists', '<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>', '- a\n  1. b\n  2. c\n- d'],
  ['quotations', '<blockquote><p>a</p><p>b<br>c</p></blockquote>d', '> a\n> \n> b\n> c\n\nd'],
  ['tables', '<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td>y</td></tr></table>', 'A | B\nx | y'],
  ['preformatted text', '<pre>a\n  b</pre>c', 'a\n  b\n\nc'],
  ['comments and declarations go', '<!-- x --><!doctype html>a<?xml ?>b', 'ab'],
  ['quoted values can contain >', '<p title="a>b">c</p>', 'c'],
  ['an incomplete tag is text', 'a<br>b <i', 'a\nb &lt;i'],
  ['a script without an end is text', '<script>a', 'a'],
  ['links that run scripts lose the target', '<a href="javascript:alert(1)">a</a>', 'a'],
  [
    'a link named like its target',
    '<a href="https://x.example/">https://x.example/</a>',
    'https://x.example/',
  ],
  ['a cell of a billion columns', '<table><tr><td colspan=1000000000>x<td rowspan=1000000000>y', 'x | y'],
];

for (const [title, digest, text] of cases) {
  t.test(`a digest as readable text: ${title}`, (t) => {
    t.equal(digestText(digest), text);
    t.end();
  });
}

const repeated = [
  ...['<a', '</', '<!', '<!--', '<title', '<script>', '<a ="', `<a ="'`, '<a href ', '<a href="http://x">'],
  ...['<b>', '<div>', '<ul><li>x', '<ol><li>x', '<table><tr><td>x', '<blockquote>x\n<pre>\n', '</b>', '<br>'],
  ...['&', '&amp', '&amp;', ' ', '\t', '\r', '\n'],
];

const ends: readonly (readonly [what: string, end: string, text: string])[] = [
  ['text', 'ab', 'a'],
  ['a tag', '<b>b', ''],
  ['a character reference', '&amp;b', ''],
  ['a character of two units', '\u{1f600}b', ''],
];

for (const [what, end, text] of ends)
  t.test(`HTML is cut at its limit, before ${what}`, (t) => {
    const before = `<p>${'x'.repeat(longestHtml - 4)}`;
    t.equal(digestText(before + end).slice(longestHtml - 4), `${text} …`);
    t.ok(isDigestCut(before + end));
    t.notOk(isDigestCut(before + end.charAt(0)));
    t.end();
  });

t.test('text without markup is not cut', (t) => {
  const digest = 'x'.repeat(longestHtml + 1);
  t.ok(digestText(digest) === digest);
  t.notOk(isDigestCut(digest));
  t.end();
});

// An algorithm of quadratic time does not end within the time limit of a test file.
for (const part of repeated)
  t.test(`a digest of ten megabytes of ${JSON.stringify(part)} costs what its beginning costs`, (t) => {
    const digest = `<p>${part.repeat(10_000_000 / part.length)}x`;
    t.ok(digestText(digest).length < 6 * longestHtml);
    t.end();
  });

for (const part of ['<a x="', '</b ', '<!-- ', '<? '])
  t.test(`ten megabytes of unfinished ${JSON.stringify(part)} are cut, too`, (t) => {
    const digest = `line one\nline two ${part.repeat(10_000_000 / part.length)}`;
    t.ok(isDigestCut(digest));
    const text = digestText(digest);
    t.ok(text.length < 6 * longestHtml, `${text.length} characters`);
    t.ok(text.endsWith('…'));
    t.end();
  });
