import type { EdgeKind, PageData } from '../data.js';
import { type Appearance, appearanceOf } from './appearance.js';
import { button, element, svg } from './dom.js';

export interface Shown {
  readonly nodes: ReadonlySet<string>;
  /** Both ends of each are shown. */
  readonly edges: ReadonlySet<string>;
}

export interface Filters {
  readonly root: HTMLElement;
  shown(): Shown;
  /** Shows a type, so that one of its objects can be chosen. */
  reveal(type: string): void;
}

const edgeNames: Readonly<Record<EdgeKind, string>> = {
  relationship: 'Relationships',
  sighting: 'Sightings',
  reference: 'References',
  contents: 'Contents of the report',
  author: 'Author of objects',
};

/** The contents of a large report and the author are edges to all objects: hidden at first, as OpenCTI does. */
const shownContents = 60;

/** The legend: one checkbox for each type of objects and kind of edges. */
export function createFilters(data: PageData, changed: () => void): Filters {
  const types = counted(data.nodes.map(({ type }) => type));
  const kinds = counted(data.edges.map(({ kind }) => kind));
  const hiddenTypes = new Set<string>();
  const hiddenKinds = new Set<EdgeKind>(['author']);
  if (data.nodes.length > shownContents) hiddenKinds.add('contents');

  const boxes = new Map<string, HTMLInputElement>();
  const row = <T extends string>(
    key: T,
    hidden: Set<T>,
    [text, count, mark]: readonly [string, number, Node | undefined],
  ): HTMLElement => {
    const box = element('input', { type: 'checkbox', checked: !hidden.has(key) });
    box.addEventListener('change', () => {
      if (box.checked) hidden.delete(key);
      else hidden.add(key);
      changed();
    });
    boxes.set(key, box);
    return element(
      'li',
      {},
      element(
        'label',
        {},
        box,
        mark,
        element('span', {}, text),
        element('span', { class: 'count' }, String(count)),
      ),
    );
  };
  const typeRows = [...types].map(([type, count]) => {
    const look = appearanceOf(type);
    return row(type, hiddenTypes, [look.name, count, swatch(look)]);
  });
  const setAll = (checked: boolean) => (): void => {
    for (const type of types.keys()) {
      const box = boxes.get(type);
      if (box !== undefined) box.checked = checked;
      if (checked) hiddenTypes.delete(type);
      else hiddenTypes.add(type);
    }
    changed();
  };
  const kindRows = [...kinds].map(([kind, count]) =>
    row(kind, hiddenKinds, [edgeNames[kind], count, undefined]),
  );
  const root = element(
    'section',
    { class: 'filters', 'aria-label': 'Legend and filter' },
    element('h2', {}, 'Types'),
    element('p', { class: 'small-buttons' }, button('All', setAll(true)), button('None', setAll(false))),
    element('ul', {}, ...typeRows),
    ...(kindRows.length === 0 ? [] : [element('h2', {}, 'Edges'), element('ul', {}, ...kindRows)]),
  );

  return {
    root,
    shown() {
      const nodes = new Set(data.nodes.filter(({ type }) => !hiddenTypes.has(type)).map(({ id }) => id));
      const edges = data.edges.filter(
        ({ kind, source, target }) => !hiddenKinds.has(kind) && nodes.has(source) && nodes.has(target),
      );
      return { nodes, edges: new Set(edges.map(({ id }) => id)) };
    },
    reveal(type) {
      if (!hiddenTypes.delete(type)) return;
      const box = boxes.get(type);
      if (box !== undefined) box.checked = true;
      changed();
    },
  };
}

/** Most frequent first. */
function counted<T extends string>(list: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const entry of list) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  return new Map([...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1)));
}

const outlines: Readonly<Record<Appearance['shape'], string>> = {
  ellipse: '',
  rectangle: '2,3 22,3 22,21 2,21',
  'round-rectangle': '4,3 20,3 22,5 22,19 20,21 4,21 2,19 2,5',
  diamond: '12,1 23,12 12,23 1,12',
  hexagon: '6,2 18,2 23,12 18,22 6,22 1,12',
  octagon: '8,2 16,2 22,8 22,16 16,22 8,22 2,16 2,8',
  pentagon: '12,1 23,9.5 19,22 5,22 1,9.5',
  triangle: '12,1 23,22 1,22',
  tag: '2,3 17,3 23,12 17,21 2,21',
};

function swatch({ shape, color, letters }: Appearance): SVGElement {
  const outline =
    shape === 'ellipse'
      ? svg('circle', { cx: 12, cy: 12, r: 11, fill: color })
      : svg('polygon', { points: outlines[shape], fill: color });
  const text = svg(
    'text',
    {
      x: 12,
      y: shape === 'triangle' ? 20 : 16,
      'text-anchor': 'middle',
      'font-size': shape === 'triangle' ? 8 : 10,
      fill: '#ffffff',
    },
    letters,
  );
  return svg('svg', { viewBox: '0 0 24 24', width: 20, height: 20, 'aria-hidden': 'true' }, outline, text);
}
