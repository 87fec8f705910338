import t from 'tap';

import type { JsonObject } from '../../src/lib/index.js';
import { type GraphContent, graphData } from '../../src/page/index.js';

const item: GraphContent['item'] = {
  kind: 'report',
  id: 'one',
  title: 'One',
  date: '2026-01-01T00:00:00.000Z',
  program: 'test',
  missing: [],
};

function dataOf(objects: readonly JsonObject[], notes: GraphContent['notes'] = []) {
  return graphData({ item, objects: new Map(objects.map((one) => [String(one.id), one])), notes });
}

t.test('relationships and sightings are edges, markings are neither nodes nor edges', (t) => {
  const { nodes, edges } = dataOf([
    { id: 'malware--1', type: 'malware', name: 'Mizuchi', object_marking_refs: ['marking-definition--1'] },
    { id: 'tool--1', type: 'tool', name: 'AdFind', created_by_ref: 'identity--1' },
    { id: 'identity--1', type: 'identity', name: 'Author' },
    { id: 'marking-definition--1', type: 'marking-definition', name: 'TLP:AMBER' },
    {
      id: 'relationship--1',
      type: 'relationship',
      relationship_type: 'uses',
      source_ref: 'malware--1',
      target_ref: 'tool--1',
    },
    {
      id: 'sighting--1',
      type: 'sighting',
      sighting_of_ref: 'malware--1',
      where_sighted_refs: ['identity--1', 'identity--absent'],
    },
  ]);
  t.strictSame(
    nodes.map(({ id }) => id),
    ['malware--1', 'tool--1', 'identity--1'],
  );
  t.strictSame(
    edges.map(({ kind, name, source, target }) => [kind, name, source, target]),
    [
      ['author', 'created-by', 'tool--1', 'identity--1'],
      ['relationship', 'uses', 'malware--1', 'tool--1'],
      ['sighting', 'sighted by', 'malware--1', 'identity--1'],
    ],
  );
  t.end();
});

t.test('references at any depth are edges, those of a report are its contents', (t) => {
  const { edges } = dataOf([
    { id: 'report--1', type: 'report', name: 'R', object_refs: ['file--1', 'relationship--1'] },
    { id: 'file--1', type: 'file', extensions: { 'archive-ext': { contains_refs: ['file--2', 'file--2'] } } },
    { id: 'file--2', type: 'file', name: 'b.dll' },
    {
      id: 'relationship--1',
      type: 'relationship',
      relationship_type: 'related-to',
      source_ref: 'file--1',
      target_ref: 'file--2',
    },
  ]);
  t.strictSame(
    edges.map(({ kind, name, source, target }) => [kind, name, source, target]),
    [
      ['contents', 'object', 'report--1', 'file--1'],
      ['reference', 'contains', 'file--1', 'file--2'],
      ['relationship', 'related-to', 'file--1', 'file--2'],
    ],
  );
  t.end();
});

t.test('a relationship that a note refers to is a node, too', (t) => {
  const { nodes } = dataOf([
    { id: 'note--1', type: 'note', content: 'See this.', object_refs: ['relationship--1'] },
    { id: 'relationship--1', type: 'relationship', relationship_type: 'uses' },
  ]);
  t.strictSame(
    nodes.map(({ id, label }) => [id, label]),
    [
      ['note--1', 'See this.'],
      ['relationship--1', 'uses'],
    ],
  );
  t.end();
});

t.test('texts have no characters that reorder or hide them', (t) => {
  const { nodes, properties, notes } = dataOf(
    [{ id: 'tool--1', type: 'tool', name: 'a\u202eb', labels: ['c\u2066d'], x: { 'e\u202e': 'two\nlines' } }],
    [{ code: 'dropped-null', message: 'f\u202eg', objectId: 'tool--1' }],
  );
  t.equal(nodes[0]?.label, 'a<U+202E>b');
  t.strictSame(properties['tool--1'], {
    id: 'tool--1',
    type: 'tool',
    name: 'a<U+202E>b',
    labels: ['c<U+2066>d'],
    x: { 'e<U+202E>': 'two\nlines' },
  });
  t.equal(notes[0]?.message, 'f<U+202E>g');
  t.end();
});
