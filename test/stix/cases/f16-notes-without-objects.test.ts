import t from 'tap';

import { convert } from '../../../src/stix/index.js';
import {
  author,
  dated,
  mainReportId,
  malware,
  malwareId,
  objectsOf,
  owned,
  reportSource,
  sent,
  settings,
} from '../convert/convert-source.js';
import { caseObjects } from './case-objects.js';

const noteId = 'note--00000000-0000-4000-8000-000000000001';
const opinion = {
  type: 'opinion',
  spec_version: '2.1',
  id: 'opinion--aaaaaaaa-0000-4000-8000-000000000001',
  ...dated,
  opinion: 'agree',
  object_refs: ['tool--aaaaaaaa-0000-4000-8000-000000000009'],
};

t.test('case F16: a note without objects refers to the report', (t) => {
  const { bundles, notes } = convert(
    reportSource([...caseObjects('F16-note-without-refs'), opinion]),
    settings,
  );
  const objects = new Map(bundles.flatMap(({ json }) => objectsOf(json)).map((one) => [one.id, one]));
  t.match(objects.get(noteId), {
    abstract: 'Summary',
    content: 'What the analyst wrote.',
    object_refs: [mainReportId],
  });
  t.match(objects.get(opinion.id), { opinion: 'agree', object_refs: [mainReportId] });
  t.same(
    objects.get(mainReportId)?.object_refs,
    ['malware--00000000-0000-4000-8000-000000000002'],
    'the report does not refer back: the importer would lose one of the two references',
  );
  t.same(
    notes.filter(({ code }) => code === 'filled-reference'),
    [noteId, opinion.id].map((objectId) => ({
      code: 'filled-reference',
      objectId,
      message: 'Refers to the report: nothing that it is about is in the bundle.',
    })),
  );
  const again = convert(reportSource(undefined, { stix: { objects: [...objects.values()] } }), settings);
  t.same(again.bundles, bundles, 'the result converts to itself');
  t.end();
});

t.test('a note without objects of an indicator bundle refers to the author', (t) => {
  const { byId, codes } = sent([...caseObjects('F16-note-without-refs'), opinion]);
  t.same(byId.get(noteId)?.object_refs, [author]);
  t.same(byId.get(opinion.id), { ...opinion, ...owned, object_refs: [author] });
  t.same(codes, [
    `dropped-property ${noteId}`,
    `dropped-reference ${opinion.id}`,
    `filled-reference ${noteId}`,
    `filled-reference ${opinion.id}`,
  ]);
  t.end();
});

t.test('a note keeps the objects that are left', (t) => {
  const { byId } = sent([malware, { ...opinion, object_refs: [malwareId, ...opinion.object_refs] }]);
  t.same(byId.get(opinion.id)?.object_refs, [malwareId]);
  t.end();
});
