/** The script of a graph page (src/page/document.ts). */
import './page.css';

import type { PageData } from '../data.js';
import { createDetailsPanel } from './details.js';
import { button, element } from './dom.js';
import { createFilters } from './filters.js';
import { forceLayout, phaseLanes, typeLanes } from './layouts.js';
import { createNotes } from './notes.js';
import { createSearch } from './search.js';
import { createTheme } from './theme.js';
import { createGraphView, type GraphView } from './view.js';

type Layout = 'force' | 'phase' | 'type';

/** Milliseconds of one slice of the layout; the rest of a frame belongs to the page. */
const slice = 12;
/** Milliseconds between two drawings of a layout that is not finished. */
const redraw = 250;

async function start(data: PageData): Promise<void> {
  const theme = createTheme((palette) => view?.paint(palette));
  const types = new Map(data.nodes.map(({ id, type }) => [id, type]));
  let view: GraphView | undefined = undefined;
  let chosen: string | undefined;

  const choose = (id: string | undefined): void => {
    chosen = id;
    const type = id === undefined ? undefined : types.get(id);
    if (type !== undefined) filters.reveal(type);
    details.show(id);
    view?.choose(id);
  };
  const applyFilters = (): void => {
    const { nodes, edges } = filters.shown();
    const objects = `${nodes.size} of ${data.nodes.length} objects`;
    status.textContent = `${objects}, ${edges.size} of ${data.edges.length} edges`;
    view?.show(nodes, edges);
  };
  const details = createDetailsPanel(data, choose);
  const filters = createFilters(data, applyFilters);
  const status = element('p', { class: 'status', role: 'status' });
  const search = createSearch(data, {
    found: (ids) => view?.emphasize(ids === undefined ? undefined : (id) => ids.has(id)),
    choose: (id) => {
      choose(id);
      details.root.focus();
    },
  });
  const tools = element('div', { class: 'tools', role: 'toolbar', 'aria-label': 'View' }, search.root);
  const graph = element('div', { class: 'graph' });
  const side = element('aside', { class: 'side' }, status, filters.root, createNotes(data, choose));
  document.body.append(
    element('header', {}, titleOf(data), tools),
    element('main', {}, side, graph, details.root),
  );
  applyFilters();
  // The page is readable before the graph is built, which takes a second or more for thousands of objects.
  await painted();

  const built = createGraphView(data, theme.palette(), choose);
  view = built;
  graph.replaceWith(built.root);
  applyFilters();
  tools.append(
    layoutSelect(data, built),
    button('+', () => built.zoomBy(1.3), { 'aria-label': 'Zoom in' }),
    button('−', () => built.zoomBy(1 / 1.3), { 'aria-label': 'Zoom out' }),
    button('Fit', built.fit),
    theme.root,
    button('Print', () => window.print()),
  );
  listenForKeys({ view: built, focusSearch: search.focus, close: () => choose(undefined), step });
  // For tests, and for the console of a curious reader.
  Object.assign(globalThis, { graphPage: { core: built.core, labelBoxes: built.labelBoxes } });

  /** Goes to the next or the previous object that is shown. */
  function step(by: 1 | -1): void {
    const { nodes } = filters.shown();
    const ids = data.nodes.map(({ id }) => id).filter((id) => nodes.has(id));
    const at = chosen === undefined ? (by === 1 ? -1 : 0) : ids.indexOf(chosen);
    choose(ids[(at + by + ids.length) % ids.length]);
  }
}

const painted = (): Promise<void> =>
  new Promise((resolve) => {
    window.requestAnimationFrame(() => window.setTimeout(resolve));
  });

function titleOf({ item }: PageData): HTMLElement {
  const date = item.date.replace('T', ' ').replace(/:\d\d\.\d+Z$/, ' UTC');
  const line = `${item.kind} ${item.id} · ${date} · ${item.program}`;
  return element('div', { class: 'title' }, element('h1', {}, item.title), element('p', {}, line));
}

function layoutSelect(data: PageData, view: GraphView): HTMLElement {
  const select = element(
    'select',
    { 'aria-label': 'Layout' },
    element('option', { value: 'force' }, 'Layout: force'),
    element('option', { value: 'phase' }, 'Layout: kill chain phases'),
    element('option', { value: 'type' }, 'Layout: types'),
  );
  let run = 0;
  const apply = (layout: Layout): void => {
    run += 1;
    if (layout === 'force') {
      runForce(
        data,
        view,
        (
          (own) => () =>
            own === run
        )(run),
      );
      return;
    }
    const { positions, headings } = (layout === 'phase' ? phaseLanes : typeLanes)(data.nodes);
    view.place(positions, headings);
    view.fit();
    view.root.dataset.layout = layout;
  };
  select.addEventListener('change', () => {
    apply(select.value === 'phase' ? 'phase' : select.value === 'type' ? 'type' : 'force');
  });
  apply('force');
  return select;
}

function runForce(data: PageData, view: GraphView, isCurrent: () => boolean): void {
  const layout = forceLayout(data.nodes, data.edges);
  view.root.dataset.layout = 'running';
  // To draw thousands of objects takes longer than a slice.
  const many = data.nodes.length > 600;
  let drawn = -Infinity;
  const frame = (): void => {
    if (!isCurrent()) return;
    const isFinished = layout.advance(many ? 4 * slice : slice);
    if (isFinished || performance.now() - drawn > (many ? 8 * redraw : redraw)) {
      drawn = performance.now();
      view.place(layout.positions(), []);
      view.fit();
    }
    if (isFinished) view.root.dataset.layout = 'force';
    else window.requestAnimationFrame(frame);
  };
  frame();
}

interface KeyActions {
  readonly view: GraphView;
  readonly focusSearch: () => void;
  readonly close: () => void;
  readonly step: (by: 1 | -1) => void;
}

function listenForKeys({ view, focusSearch, close, step }: KeyActions): void {
  const inGraph: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => view.panBy(60, 0),
    ArrowRight: () => view.panBy(-60, 0),
    ArrowUp: () => view.panBy(0, 60),
    ArrowDown: () => view.panBy(0, -60),
    '+': () => view.zoomBy(1.2),
    '=': () => view.zoomBy(1.2),
    '-': () => view.zoomBy(1 / 1.2),
    '0': view.fit,
    n: () => step(1),
    p: () => step(-1),
  };
  view.root.addEventListener('keydown', (event) => {
    const action = Object.hasOwn(inGraph, event.key) ? inGraph[event.key] : undefined;
    if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      focusSearch();
    } else if (event.key === 'Escape') {
      close();
      view.root.focus();
    }
  });
}

/** `src/page/document.ts` of the same version wrote it. */
const isPageData = (value: unknown): value is PageData =>
  typeof value === 'object' && value !== null && 'nodes' in value && 'edges' in value;

const data: unknown = JSON.parse(document.getElementById('data')?.textContent ?? 'null');
if (isPageData(data)) void start(data);
