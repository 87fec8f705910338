import t from 'tap';
import { tlpLevels, upsert } from './opencti/upsert.js';

const report = { type: 'report', id: 'report--1', name: 'first', published: '2026-01-01', confidence: 50 };

t.test('new values replace old ones, except empty ones and published', (t) => {
  t.strictSame(
    upsert(report, {
      ...report,
      name: 'second',
      description: 'd',
      published: '2027-01-01',
      modified: '2000',
    }),
    { ...report, name: 'second', description: 'd', modified: '2000' },
  );
  t.strictSame(upsert(report, { ...report, name: '' }), report);
  t.end();
});

t.test('a lower confidence changes nothing, and a missing one counts as the highest', (t) => {
  t.strictSame(upsert(report, { ...report, name: 'second', confidence: 49 }), report);
  t.equal(upsert(report, { type: 'report', id: 'report--1', name: 'second' }).name, 'second');
  t.end();
});

t.test('references, labels and external references are only added', (t) => {
  const stored = { ...report, object_refs: ['a', 'b'], labels: ['x'], external_references: [{ url: 'u' }] };
  const sent = { ...report, object_refs: ['b', 'c'], external_references: [{ url: 'u' }, { url: 'v' }] };
  t.strictSame(upsert(stored, sent), {
    ...stored,
    object_refs: ['a', 'b', 'c'],
    external_references: [{ url: 'u' }, { url: 'v' }],
  });
  t.end();
});

t.test('a TLP marking only becomes stricter, and other markings stay beside it', (t) => {
  const [clear = '', green = '', , , red = ''] = tlpLevels;
  const marked = (...object_marking_refs: string[]) => ({ ...report, object_marking_refs });
  t.strictSame(upsert(marked(green, 'statement'), marked(red)).object_marking_refs, ['statement', red]);
  t.strictSame(upsert(marked(red), marked(clear)).object_marking_refs, [red]);
  t.end();
});

t.test('a file replaces the one with the same name, and another name is added', (t) => {
  const file = (name: string, data: string) => ({ name, data, mime_type: 'application/pdf' });
  const stored = { ...report, x_opencti_files: [file('a.pdf', '1'), file('b.pdf', '2')] };
  t.strictSame(upsert(stored, { ...report, x_opencti_files: [file('b.pdf', '3'), file('c.pdf', '4')] }), {
    ...report,
    x_opencti_files: [file('a.pdf', '1'), file('b.pdf', '3'), file('c.pdf', '4')],
  });
  t.strictSame(upsert(stored, report), stored);
  t.end();
});
