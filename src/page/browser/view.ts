import cytoscape, {
  type Core,
  type ElementDefinition,
  type EventObject,
  type EventObjectEdge,
  type EventObjectNode,
} from 'cytoscape';

import type { PageData, PageEdge } from '../data.js';
import { appearanceOf } from './appearance.js';
import { element } from './dom.js';
import { type Box, createLabelLayer, type Label } from './labels.js';
import { type Heading, type Positions } from './layouts.js';
import { type Palette, styleSheet } from './view-style.js';

/** The drawn graph. It knows nothing of filters, layouts and panels. */
export interface GraphView {
  readonly root: HTMLElement;
  place(positions: Positions, headings: readonly Heading[]): void;
  fit(): void;
  /** Shows these elements only. */
  show(nodes: ReadonlySet<string>, edges: ReadonlySet<string>): void;
  /** Marks an object and what it is connected with, and brings it into view. Undefined: nothing. */
  choose(id: string | undefined): void;
  /** Fades the nodes for which this is false. Undefined: none. */
  emphasize(isFound: ((id: string) => boolean) | undefined): void;
  zoomBy(factor: number): void;
  panBy(x: number, y: number): void;
  paint(palette: Palette): void;
  /** Where labels are drawn at present, in pixels of the view. */
  labelBoxes(): readonly Box[];
  readonly core: Core;
}

const rest = 90;

export function createGraphView(
  data: PageData,
  palette: Palette,
  onChosen: (id: string | undefined) => void,
): GraphView {
  const container = element('div', { class: 'graph-canvas' });
  const labelCanvas = element('canvas', { class: 'graph-labels', 'aria-hidden': 'true' });
  const root = element(
    'div',
    {
      class: 'graph',
      tabindex: 0,
      role: 'application',
      'aria-label':
        'Graph. Arrow keys move the view, plus and minus zoom, 0 fits, n and p go through objects.',
    },
    container,
    labelCanvas,
  );
  const many = data.nodes.length > 600;
  const core = cytoscape({
    container,
    elements: nodesOf(data),
    style: styleSheet(palette, data.edges.length),
    layout: { name: 'preset' },
    minZoom: 0.02,
    maxZoom: 4,
    boxSelectionEnabled: false,
    autounselectify: true,
    textureOnViewport: many,
    hideEdgesOnViewport: data.edges.length > 2500,
    pixelRatio: many ? 1 : 'auto',
  });
  const layer = createLabelLayer(labelCanvas);
  const labels = followLabels(core, layer, data, palette);

  new ResizeObserver(() => {
    core.resize();
    layer.resize(root.clientWidth, root.clientHeight);
    core.nodes('.chosen').forEach((node) => bringIntoView(core, node.id()));
    labels.draw();
  }).observe(root);

  core.on('tap', ({ target }: EventObject) => {
    if (target === core) onChosen(undefined);
  });
  core.on('tap', 'node, edge', ({ target }: EventObjectNode | EventObjectEdge) => {
    onChosen(target.id().replace(edgePrefix, ''));
  });
  core.on('mouseover', 'edge', ({ target }: EventObjectEdge) => void target.addClass('hovered'));
  core.on('mouseout', 'edge', ({ target }: EventObjectEdge) => void target.removeClass('hovered'));

  return {
    root,
    core,
    place(positions, headings) {
      labels.setHeadings(headings);
      core.batch(() => {
        for (const [id, point] of positions) core.getElementById(id).position({ ...point });
      });
      labels.drawLater();
    },
    fit: () => fit(core, labels.headings()),
    show(nodes, edges) {
      core.batch(() => {
        core.nodes().forEach((node) => void node.toggleClass('away', !nodes.has(node.id())));
        core.edges().forEach((edge) => {
          edge.toggleClass('away', !edges.has(edge.id().replace(edgePrefix, '')));
        });
        // Most pages never show thousands of edges to the report and the author.
        core.add(
          data.edges.filter(({ id }) => edges.has(id) && core.getElementById(edgeId(id)).empty()).map(edgeOf),
        );
      });
      labels.draw();
    },
    choose(id) {
      // The details can have taken a part of the space.
      core.resize();
      core.batch(() => {
        core.elements('.chosen, .near, .hovered').removeClass('chosen near hovered');
        if (id === undefined) return;
        core.getElementById(id).addClass('chosen').connectedEdges().addClass('near');
        core.getElementById(edgeId(id)).addClass('hovered');
      });
      if (id !== undefined) bringIntoView(core, id);
      labels.draw();
    },
    emphasize(isFound) {
      core.batch(() => {
        core.nodes().forEach((node) => {
          node.toggleClass('faded', isFound !== undefined && !isFound(node.id()));
        });
        core.edges().toggleClass('faded', isFound !== undefined);
      });
      labels.draw();
    },
    zoomBy(factor) {
      const renderedPosition = { x: core.width() / 2, y: core.height() / 2 };
      core.zoom({ level: core.zoom() * factor, renderedPosition });
    },
    panBy: (x, y) => void core.panBy({ x, y }),
    paint(colors) {
      core.style(styleSheet(colors, data.edges.length));
      labels.setPalette(colors);
    },
    labelBoxes: () => labels.boxes(),
  };
}

/** Pixels between the outermost centers and the border. */
const margin = 70;
/** Of a heading, which ends at its place. */
const headingWidth = 110;

/** Cytoscape's own function computes the styles of all elements for it. */
function fit(core: Core, headings: readonly Heading[]): void {
  const nodes = core.nodes().map((node) => (node.hasClass('away') ? [] : [node.position()]));
  const points = [...nodes.flat(), ...headings.map(({ x, y }) => ({ x: x - headingWidth, y }))];
  if (points.length === 0) return;
  const of = (axis: 'x' | 'y'): readonly [number, number] =>
    points.reduce<readonly [number, number]>(
      ([low, high], { [axis]: at }) => [Math.min(low, at), Math.max(high, at)],
      [Infinity, -Infinity],
    );
  const [[left, right], [top, bottom]] = [of('x'), of('y')];
  const [width, height] = [core.width(), core.height()];
  const room = Math.min(
    (width - 2 * margin) / (right - left || 1),
    (height - 2 * margin) / (bottom - top || 1),
  );
  const zoom = Math.min(Math.max(room, core.minZoom()), 1.5);
  core.viewport({
    zoom,
    pan: { x: (width - (left + right) * zoom) / 2, y: (height - (top + bottom) * zoom) / 2 },
  });
}

function bringIntoView(core: Core, id: string): void {
  const node = core.getElementById(id);
  if (node.empty()) return;
  const box = node.renderedBoundingBox();
  const isInside = box.x1 > 0 && box.y1 > 0 && box.x2 < core.width() && box.y2 < core.height();
  if (core.zoom() < 0.5) core.zoom(0.8);
  else if (isInside) return;
  core.center(node);
}

const nodesOf = ({ nodes }: PageData): ElementDefinition[] =>
  nodes.map(({ id, type }) => {
    const { letters, color, shape } = appearanceOf(type);
    return { group: 'nodes', data: { id, type, letters, color, shape } };
  });

const edgeOf = ({ id, kind, name, source, target }: PageEdge): ElementDefinition => ({
  group: 'edges',
  data: { id: edgeId(id), kind, name, source, target },
});

/** Of the element of an edge: a relationship can be a node, too, with the same STIX id. */
const edgeId = (id: string): string => `edge ${id}`;
const edgePrefix = /^edge /;

/** Draws the labels when the view rests, and moves what is drawn until then. */
function followLabels(
  core: Core,
  layer: ReturnType<typeof createLabelLayer>,
  data: PageData,
  firstPalette: Palette,
) {
  const texts = new Map(data.nodes.map(({ id, label }) => [id, label]));
  let palette = firstPalette;
  let headings: readonly Heading[] = [];
  let boxes: readonly Box[] = [];
  let drawn = { x: 0, y: 0, zoom: 1 };
  let timer: number | undefined;

  const draw = (): void => {
    window.clearTimeout(timer);
    timer = undefined;
    const pan = core.pan();
    const zoom = core.zoom();
    drawn = { ...pan, zoom };
    const labels: Label[] = headings.map(({ text, x, y }) => ({
      text,
      x: x * zoom + pan.x,
      y: y * zoom + pan.y,
      priority: 1e9,
      strong: true,
      endsHere: true,
    }));
    const obstacles: Box[] = [];
    core.nodes().forEach((node) => {
      if (node.hasClass('away') || node.hasClass('faded')) return;
      const { x, y } = node.renderedPosition();
      const isChosen = node.hasClass('chosen');
      const half = (node.data('type') === 'report' ? 21 : 15) * zoom;
      const below = half + 9;
      obstacles.push({ left: x - half, right: x + half, top: y - half, bottom: y + half });
      const priority = isChosen ? 1e8 : node.data('type') === 'report' ? 1e7 : node.degree(false);
      labels.push({ text: texts.get(node.id()) ?? '', x, y: y + below, priority, strong: isChosen });
    });
    boxes = layer.draw(labels, obstacles, { text: palette.text, halo: palette.background });
  };
  const drawLater = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(draw, rest);
  };
  core.on('viewport', () => {
    const scale = core.zoom() / drawn.zoom;
    const pan = core.pan();
    layer.shift(pan.x - drawn.x * scale, pan.y - drawn.y * scale, scale);
    drawLater();
  });
  core.on('drag', 'node', drawLater);

  return {
    draw,
    drawLater,
    boxes: () => boxes,
    headings: () => headings,
    setHeadings(list: readonly Heading[]) {
      headings = list;
      drawLater();
    },
    setPalette(colors: Palette) {
      palette = colors;
      draw();
    },
  };
}
