import type { PageData, PageEdge, PageNote, PageProperties, PageValue } from '../data.js';
import { appearanceOf } from './appearance.js';
import { button, element, linkOrText } from './dom.js';

export interface DetailsPanel {
  readonly root: HTMLElement;
  /** Shows an object or a relationship; the panel is empty for undefined and unknown ids. */
  show(id: string | undefined): void;
}

/** Properties that the head of the panel, or a section of its own, shows. */
const elsewhere: ReadonlySet<string> = new Set([
  'id',
  'type',
  'spec_version',
  'object_marking_refs',
  'external_references',
  'pattern',
  'object_refs',
]);

const listed = 60;

export function createDetailsPanel(data: PageData, choose: (id: string | undefined) => void): DetailsPanel {
  const labels = new Map(data.nodes.map(({ id, label }) => [id, label]));
  const edgesOf = grouped(data.edges, ({ source, target }) => [...new Set([source, target])]);
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  const notes = grouped(data.notes, ({ objectId }) => (objectId === undefined ? [] : [objectId]));
  const content = element('div', { class: 'details-content' });
  const root = element(
    'section',
    { class: 'details', 'aria-label': 'Details', tabindex: -1, hidden: true },
    button('×', () => choose(undefined), { class: 'close', 'aria-label': 'Close the details' }),
    content,
  );
  const nameOf = (id: string): string => labels.get(id) ?? textOf(data.properties[id]?.name) ?? id;

  const neighbors = (id: string): HTMLElement | undefined => {
    const list = (edgesOf.get(id) ?? []).filter(({ kind }) => kind !== 'contents' && kind !== 'author');
    const items = list.slice(0, listed).map((edge) => {
      const isSource = edge.source === id;
      const other = isSource ? edge.target : edge.source;
      const words = isSource ? `${edge.name} →` : `← ${edge.name}`;
      return element(
        'li',
        {},
        element('span', { class: 'edge-name' }, `${words} `),
        button(nameOf(other), () => choose(other), { class: 'object-link' }),
      );
    });
    const hidden = list.length - items.length;
    return section(
      `Connections (${list.length})`,
      list.length === 0
        ? undefined
        : element('ul', {}, ...items, hidden > 0 ? element('li', {}, `… and ${hidden} more`) : undefined),
    );
  };

  return {
    root,
    show(id) {
      const edge = id === undefined ? undefined : edges.get(id);
      const properties = id === undefined ? undefined : data.properties[id.replace(/ .*$/s, '')];
      root.hidden = id === undefined || (edge === undefined && properties === undefined);
      content.replaceChildren();
      if (id === undefined || root.hidden) return;
      const type = textOf(properties?.type) ?? '';
      const isReference = edge !== undefined && !isLinkObject(edge);
      const title = edge === undefined ? nameOf(id) : edge.name;
      const kind = isReference ? 'Reference' : appearanceOf(type).name;
      content.append(element('h2', {}, title), element('p', { class: 'kind' }, kind));
      if (edge !== undefined) content.append(endsOf(edge, nameOf, choose));
      if (properties === undefined || isReference) return;
      content.append(
        ...[
          section('Pattern', patternOf(properties)),
          section('Markings', markingsOf(properties, data)),
          section('Links', linksOf(properties)),
          section('Notes of the conversion', notesOf(notes.get(id))),
          labels.has(id) ? neighbors(id) : undefined,
          section('Properties', propertyTable(properties, nameOf)),
        ].filter((part) => part !== undefined),
      );
    },
  };
}

const isLinkObject = ({ kind }: PageEdge): boolean => kind === 'relationship' || kind === 'sighting';

const textOf = (value: PageValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function grouped<T>(list: readonly T[], keysOf: (entry: T) => readonly string[]): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of list)
    for (const key of keysOf(entry)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [entry]);
      else group.push(entry);
    }
  return groups;
}

function section(title: string, content: Node | undefined): HTMLElement | undefined {
  return content === undefined ? undefined : element('div', {}, element('h3', {}, title), content);
}

function endsOf(edge: PageEdge, nameOf: (id: string) => string, choose: (id: string) => void): HTMLElement {
  const end = (id: string): HTMLElement => button(nameOf(id), () => choose(id), { class: 'object-link' });
  return element('p', {}, end(edge.source), ` ${edge.name} → `, end(edge.target));
}

function patternOf({ pattern }: PageProperties): HTMLElement | undefined {
  return typeof pattern === 'string' ? element('pre', { class: 'pattern', tabindex: 0 }, pattern) : undefined;
}

const isList = (value: PageValue | undefined): value is readonly PageValue[] => Array.isArray(value);

const listOf = (value: PageValue | undefined): readonly PageValue[] => (isList(value) ? value : []);

const isObject = (value: PageValue | undefined): value is PageProperties =>
  typeof value === 'object' && value !== null && !isList(value);

function markingsOf(properties: PageProperties, data: PageData): HTMLElement | undefined {
  const ids = listOf(properties.object_marking_refs).filter((id) => typeof id === 'string');
  if (ids.length === 0) return undefined;
  const names = ids.map((id) => markingName(data.properties[id]) ?? id);
  return element('p', {}, ...names.map((name) => element('span', { class: 'marking' }, name)));
}

/** The level is in `definition` (STIX 2.1 section 7.2.1.4), or in OpenCTI's own property. */
function markingName(marking: PageProperties | undefined): string | undefined {
  const level = isObject(marking?.definition) ? textOf(marking.definition.tlp) : undefined;
  return (
    textOf(marking?.x_opencti_definition) ??
    textOf(marking?.name) ??
    (level === undefined ? undefined : `TLP:${level.toUpperCase()}`)
  );
}

function linksOf(properties: PageProperties): HTMLElement | undefined {
  const references = listOf(properties.external_references).filter(isObject);
  if (references.length === 0) return undefined;
  const items = references.map((reference) => {
    const [source, id, url] = ['source_name', 'external_id', 'url'].map((name) => textOf(reference[name]));
    const words = [source, id].filter((text) => text !== undefined).join(' ');
    return element(
      'li',
      {},
      words,
      url === undefined ? undefined : ': ',
      url === undefined ? undefined : linkOrText(url),
    );
  });
  return element('ul', {}, ...items);
}

function notesOf(notes: readonly PageNote[] | undefined): HTMLElement | undefined {
  if (notes === undefined) return undefined;
  const messages = [...new Set(notes.map(({ message }) => message))];
  return element('ul', {}, ...messages.map((message) => element('li', {}, message)));
}

function propertyTable(properties: PageProperties, nameOf: (id: string) => string): HTMLElement {
  const rows = Object.entries(properties)
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, value]) =>
      element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, valueText(value, nameOf))),
    );
  const id = element(
    'tr',
    {},
    element('th', { scope: 'row' }, 'id'),
    element('td', {}, textOf(properties.id)),
  );
  return element('table', {}, element('tbody', {}, id, ...rows));
}

function valueText(value: PageValue, nameOf: (id: string) => string): string {
  if (typeof value === 'string') return /^[\w-]+--[\da-f-]{36}$/.test(value) ? nameOf(value) : value;
  if (isList(value) && value.every((entry) => typeof entry !== 'object'))
    return value.map((entry) => valueText(entry, nameOf)).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : String(value);
}
