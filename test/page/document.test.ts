import { createHash } from 'node:crypto';

import t from 'tap';

import { graphData, graphDocument } from '../../src/page/index.js';

const hostile = '</script><script>alert(1)</script><!-- "\'&';

const data = graphData({
  item: {
    kind: 'report',
    id: hostile,
    title: hostile,
    date: '2026-01-01T00:00:00.000Z',
    program: 'test',
    missing: [hostile],
  },
  objects: new Map([['malware--1', { id: 'malware--1', type: 'malware', name: hostile }]]),
  notes: [{ code: 'dropped-null', message: hostile }],
});

const script = 'start();';
const style = 'body { margin: 0 }';
const html = graphDocument(data, { script, style });

t.test('hostile texts end neither the element of the data nor the title', (t) => {
  const elements = [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, content]) => content);
  t.equal(elements.length, 2);
  t.strictSame(JSON.parse(elements[0] ?? ''), data);
  t.equal(elements[1], script);
  t.notMatch(elements[0], '<');
  t.match(html, '<title>&lt;/script&gt;&lt;script&gt;alert(1)');
  t.end();
});

t.test('the policy permits the own script and style by their hashes, and nothing else', (t) => {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  t.strictSame(policy?.split('; '), [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  t.end();
});
