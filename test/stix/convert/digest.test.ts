import t from 'tap';
import { digestText } from '../../../src/stix/report/digest.js';

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
];

for (const [title, digest, text] of cases) {
  t.test(`a digest as readable text: ${title}`, (t) => {
    t.equal(digestText(digest), text);
    t.end();
  });
}
