import { isJsonObject, type JsonObject, jsonObjectsIn, plainText, terminalText } from '../lib/index.js';
import { nameOf } from '../stix/index.js';
import type { EdgeKind, PageData, PageEdge, PageNode, PageNote, PageProperties, PageValue } from './data.js';

type Graph = Pick<PageData, 'nodes' | 'edges' | 'properties'>;

/**
 * Returns the graph of the objects of a delivery. Markings are properties of the objects that have them, not nodes. A
 * relationship is an edge, and a node only if another object refers to it, as a note can (STIX 2.1 section 4.14).
 */
export function graphOf(objects: ReadonlyMap<string, JsonObject>): Graph {
  const referred = referredLinks(objects);
  const nodes = new Map<string, PageNode>();
  for (const [id, object] of objects) {
    const type = String(object.type);
    if (!inText.has(type) && (!isLink(type) || referred.has(id))) nodes.set(id, nodeOf(id, type, object));
  }
  const edges = [...objects].flatMap(([id, object]) => edgesOf(id, object));
  return {
    nodes: [...nodes.values()],
    edges: edges.filter(({ source, target }) => nodes.has(source) && nodes.has(target)),
    properties: propertiesOf(objects),
  };
}

/** Types whose objects are shown as text where they are used. */
const inText: ReadonlySet<string> = new Set([
  'marking-definition',
  'extension-definition',
  'language-content',
]);

const isLink = (type: string): boolean => type === 'relationship' || type === 'sighting';

/** The ids of relationships and sightings that other objects than a report refer to. */
function referredLinks(objects: ReadonlyMap<string, JsonObject>): ReadonlySet<string> {
  const links = new Set<string>();
  for (const object of objects.values()) {
    if (object.type === 'report') continue;
    for (const [, id] of referencesOf(object)) {
      const type = objects.get(id)?.type;
      if (typeof type === 'string' && isLink(type)) links.add(id);
    }
  }
  return links;
}

function nodeOf(id: string, type: string, object: JsonObject): PageNode {
  return {
    id,
    type: plainText(type),
    label: plainText(nameOf(object) ?? type),
    phases: jsonObjectsIn(object.kill_chain_phases).flatMap(({ phase_name: phase }) =>
      typeof phase === 'string' ? [plainText(phase)] : [],
    ),
  };
}

function edgesOf(id: string, object: JsonObject): readonly PageEdge[] {
  const type = String(object.type);
  const ends =
    type === 'relationship'
      ? endsOf(object, 'source_ref', 'target_ref')
      : type === 'sighting'
        ? endsOf(object, 'sighting_of_ref', 'where_sighted_refs')
        : undefined;
  if (ends === undefined) return referencesOf(object).map((reference) => referenceEdge(id, type, reference));
  const kind = type === 'sighting' ? 'sighting' : 'relationship';
  const name = typeof object.relationship_type === 'string' ? object.relationship_type : 'sighted by';
  return ends.map(([source, target], index) => ({
    id: index === 0 ? id : `${id} ${index}`,
    kind,
    name: plainText(name),
    source,
    target,
  }));
}

type Ends = readonly (readonly [source: string, target: string])[];

/** One pair for each target. A property can be a list. */
function endsOf(object: JsonObject, source: string, target: string): Ends {
  const from = object[source];
  const targets = [object[target]].flat();
  return targets.flatMap((to) => (typeof from === 'string' && typeof to === 'string' ? [[from, to]] : []));
}

type Reference = readonly [property: string, id: string];

function referenceEdge(source: string, type: string, [property, target]: Reference): PageEdge {
  const isContent = type === 'report' && property === 'object_refs';
  const kind: EdgeKind = isContent
    ? 'contents'
    : property.endsWith('created_by_ref')
      ? 'author'
      : 'reference';
  const name = plainText(property.replace(/_refs?$/, '').replaceAll('_', '-'));
  return { id: `${source} ${plainText(property)} ${target}`, kind, name, source, target };
}

/** The ids in properties named `…_ref` and `…_refs` (STIX 2.1 section 2.9), also in objects below, each once. */
function referencesOf(object: JsonObject): readonly Reference[] {
  const found = new Map<string, Reference>();
  const visit = (value: unknown, depth: number): void => {
    if (depth > deepest) return;
    if (Array.isArray(value)) for (const entry of value) visit(entry, depth + 1);
    if (!isJsonObject(value)) return;
    for (const [name, entry] of Object.entries(value)) {
      if (/_refs?$/.test(name) && !/marking_refs?$/.test(name)) {
        for (const id of [entry].flat()) if (typeof id === 'string') found.set(`${name} ${id}`, [name, id]);
      } else visit(entry, depth + 1);
    }
  };
  visit(object, 0);
  return [...found.values()];
}

const deepest = 8;

/** Without what refers to bytes or repeats the edges of a report. */
function propertiesOf(objects: ReadonlyMap<string, JsonObject>): Readonly<Record<string, PageProperties>> {
  const entries = [...objects].map(([id, object]) => [id, safeProperties(object)] as const);
  return Object.fromEntries(entries);
}

const safeProperties = (object: JsonObject): PageProperties =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [plainText(name), safeValue(value)] as const),
  );

/** Every text without characters that reorder or hide it; line breaks stay. */
function safeValue(value: unknown): PageValue {
  if (typeof value === 'string') return terminalText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(safeValue);
  return isJsonObject(value) ? safeProperties(value) : null;
}

/** Notes as they are shown: like `show --json`, without characters that reorder or hide text. */
export function safeNotes(notes: readonly PageNote[]): readonly PageNote[] {
  return notes.map((note) => ({
    code: note.code,
    message: plainText(note.message),
    ...(note.objectId !== undefined && { objectId: plainText(note.objectId) }),
    ...(note.objectType !== undefined && { objectType: plainText(note.objectType) }),
    ...(note.objectName !== undefined && { objectName: plainText(note.objectName) }),
  }));
}
