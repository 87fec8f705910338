/** What a hostile feed writes about objects of others (docs/opencti-api.md#what-a-feed-can-change). */
import t from 'tap';

import { convert } from '../../src/stix/index.js';
import { convertDownload } from '../../src/converter/download.js';
import {
  author,
  clear,
  dated,
  indicator,
  intrusionSet,
  intrusionSetId,
  mainReportId,
  malware,
  malwareId,
  objectsOf,
  reportSource,
  sent,
  settings,
} from '../stix/convert/convert-source.js';

const tlpGreen = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';

t.test('a marking with the id of a TLP and another content is replaced', (t) => {
  const redefined = {
    type: 'marking-definition',
    spec_version: '2.1',
    id: tlpGreen,
    created: '2017-01-20T00:00:00.000Z',
    definition_type: 'statement',
    definition: { statement: 'Free for everyone' },
    x_opencti_color: '#ffffff',
  };
  const { byId, codes } = sent([redefined, { ...malware, object_marking_refs: [tlpGreen] }]);
  t.match(byId.get(tlpGreen), { definition_type: 'tlp', name: 'TLP:GREEN', definition: { tlp: 'green' } });
  t.equal(byId.get(tlpGreen)?.x_opencti_color, undefined);
  t.strictSame(byId.get(malwareId)?.object_marking_refs, [tlpGreen]);
  t.strictSame(codes, [`replaced-marking ${tlpGreen}`]);
  t.end();
});

t.test('an identity with the name or the id of the author does not change the author', (t) => {
  const description = 'Send your samples to evil.example';
  const foreign = {
    type: 'identity',
    spec_version: '2.1',
    ...dated,
    identity_class: 'organization',
    description,
  };
  for (const identity of [
    { ...foreign, id: 'identity--99999999-1159-42dc-9d84-18dfde06c055', name: 'teamt5 ' },
    { ...foreign, id: author, name: 'Somebody else', aliases: ['APT10'], revoked: true },
  ]) {
    const { byId, conversion } = sent([identity, malware]);
    const own = byId.get(author);
    t.equal(own?.name, 'TeamT5');
    for (const name of ['description', 'aliases', 'revoked']) t.equal(own?.[name], undefined, name);
    t.strictSame(own?.object_marking_refs, [clear]);
    t.ok(
      conversion.notes.some(({ code, objectId }) => code === 'replaced-object' && objectId === identity.id),
    );
    t.equal([...byId.values()].filter(({ type }) => type === 'identity').length, 1);
  }
  const other = { ...foreign, id: 'identity--99999999-1159-42dc-9d84-18dfde06c055', name: 'Other' };
  const alias = sent([{ ...other, x_opencti_aliases: ['TEAMT5', 'Others'] }, malware]);
  t.strictSame(alias.byId.get(other.id)?.x_opencti_aliases, ['Others']);
  const again = sent([...sent([malware]).byId.values()]);
  t.notOk(
    again.codes.some((code) => code.startsWith('replaced-object')),
    'the own author comes back',
  );
  t.end();
});

t.test('HTML as the content of an object is removed', (t) => {
  const html = '<img src=x onerror=alert(1)>';
  const report = {
    type: 'report',
    spec_version: '2.1',
    id: 'report--aaaaaaaa-0000-4000-8000-000000000001',
    ...dated,
    name: 'R',
    published: dated.created,
    object_refs: [malwareId],
  };
  const platform = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
  const { conversion } = sent([
    malware,
    { ...report, x_opencti_content: html, content: html },
    {
      ...report,
      id: 'report--aaaaaaaa-0000-4000-8000-000000000002',
      name: 'S',
      extensions: { [platform]: { extension_type: 'property-extension', content: html } },
    },
    { ...malware, id: 'malware--aaaaaaaa-0000-4000-8000-000000000003', name: 'M', x_opencti_content: html },
  ]);
  t.notOk(conversion.bundles.some(({ json }) => json.includes('onerror')));
  t.equal(conversion.notes.filter(({ code }) => code === 'dropped-directive').length, 4);
  t.end();
});

t.test('files of a feed are removed', (t) => {
  const files = [{ name: 'a.html', data: 'PGI+', mime_type: 'text/html' }];
  const external_references = [
    { source_name: 'blog', url: 'https://blog.example/1', x_opencti_files: files },
  ];
  const { conversion } = sent([{ ...malware, x_opencti_files: files, files, external_references }]);
  t.notOk(conversion.bundles.some(({ json }) => json.includes('PGI+')));
  t.ok(conversion.notes.every(({ code }) => code === 'dropped-directive'));
  t.end();
});

t.test('an item that revokes more than it brings is noted', (t) => {
  const revoked = { ...malware, revoked: true };
  const note = 'mass-revocation';
  t.ok(sent([revoked]).codes.includes(note));
  t.notOk(sent([revoked, intrusionSet]).codes.includes(note));
  const two = [revoked, { ...indicator, revoked: true }, intrusionSet];
  t.match(
    sent(two).conversion.notes.find(({ code }) => code === note),
    { message: 'Revokes 2 objects and brings 1 other.' },
  );
  t.end();
});

t.test('teamt5.max_confidence limits who is overwritten', (t) => {
  const objects = [{ ...malware, confidence: 100 }, intrusionSet, { ...indicator, confidence: 10 }];
  const { byId, conversion } = sent(objects, { maxConfidence: 40 });
  t.equal(byId.get(malwareId)?.confidence, 40);
  t.equal(byId.get(intrusionSetId)?.confidence, 40);
  t.equal(byId.get(indicator.id)?.confidence, 10);
  t.match(
    conversion.notes.map(({ message }) => message),
    ['Lowered the confidence from 100 to 40 (teamt5.max_confidence).'],
  );
  t.equal(sent(objects).byId.get(intrusionSetId)?.confidence, undefined, 'unset: as in the source');
  const report = (confidence?: number) => {
    const { bundles } = convert(reportSource([malware]), { ...settings, maxConfidence: 40, confidence });
    return bundles.flatMap(({ json }) => objectsOf(json)).find(({ id }) => id === mainReportId)?.confidence;
  };
  t.strictSame([report(), report(80)], [40, 80]);
  t.end();
});

t.test('an item with more objects than teamt5.max_item_objects fails by name', (t) => {
  const source = { kind: 'bundles', id: '7', date: 1_705_314_600 } as const;
  const stix = Buffer.from(JSON.stringify({ type: 'bundle', objects: [malware, intrusionSet] }));
  // Beside the two: the author and the marking.
  t.ok(convertDownload({ source, stix, settings: { ...settings, maxObjects: 4 } }).ok);
  t.strictSame(convertDownload({ source, stix, settings: { ...settings, maxObjects: 3 } }), {
    ok: false,
    failure: {
      reason: 'conversion-limit',
      message: 'has 4 objects, more than teamt5.max_item_objects (3)',
    },
  });
  t.end();
});

t.test('the link to the PDF contains no user, password or signature', (t) => {
  const links: Readonly<Record<string, string>> = {
    'https://api.example/a%2Fb.pdf?id=5#page=2': 'https://api.example/a%2Fb.pdf?id=5#page=2',
    'https://user:pa%40ss@api.example/a.pdf': 'https://api.example/a.pdf',
    'https://s3.example/a.pdf?X-Amz-Credential=AK%2F1&X-Amz-Signature=abc&id=5':
      'https://s3.example/a.pdf?id=5',
    'https://cdn.example/a.pdf?Expires=1&Signature=a&Key-Pair-Id=K': 'https://cdn.example/a.pdf',
    'https://blob.example/a.pdf?sv=2020&se=2027&sr=b&sp=r&sig=abc': 'https://blob.example/a.pdf',
    'https://api.example/a.pdf?access_token=abc#access_token=abc': 'https://api.example/a.pdf',
    'https://api.example/a.pdf?pwd=1&PASS=2&hash=3&sid=4&token[]=5&user%5Btoken%5D=6&x-key=7&id=5':
      'https://api.example/a.pdf?id=5',
    'https://api.example/a.pdf?id=5#/view?sid=abc': 'https://api.example/a.pdf?id=5',
    'https://api.example/a.pdf#page=2&pass%77ord=abc': 'https://api.example/a.pdf',
    'https://api.example/a;v=1/b.pdf;jsessionid=abc?id=5': 'https://api.example/a;v=1/b.pdf?id=5',
    'https://api.example/a.pdf?passenger=1&keyword=2&decode=3&inside=4#signature-page':
      'https://api.example/a.pdf?passenger=1&keyword=2&decode=3&inside=4#signature-page',
  };
  for (const [pdfUrl, expected] of Object.entries(links)) {
    const { bundles } = convert(reportSource([malware], { pdfUrl }), settings);
    const report = bundles.flatMap(({ json }) => objectsOf(json)).find(({ id }) => id === mainReportId);
    t.match(report?.external_references, [{ url: expected }], pdfUrl);
    if (expected !== pdfUrl) t.notMatch(JSON.stringify(report), pdfUrl);
  }
  t.end();
});
