import type { StylesheetJson } from 'cytoscape';

/** Colors of what is drawn on canvases, which CSS does not reach. */
export interface Palette {
  readonly text: string;
  readonly background: string;
  readonly edge: string;
  readonly faintEdge: string;
  readonly accent: string;
}

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    text: '#1b1f24',
    background: '#ffffff',
    edge: '#7b858f',
    faintEdge: '#c3cad1',
    accent: '#0b57d0',
  },
  dark: { text: '#e6e9ec', background: '#14181c', edge: '#828d98', faintEdge: '#414a53', accent: '#8ab4f8' },
};

/** Curves and arrows of thousands of edges cost too much for each frame. */
const manyEdges = 1500;

export function styleSheet(palette: Palette, edges: number): StylesheetJson {
  const curve = edges > manyEdges ? 'haystack' : edges > 300 ? 'straight' : 'bezier';
  return [
    {
      selector: 'node',
      style: {
        width: 30,
        height: 30,
        shape: 'data(shape)' as 'ellipse',
        'background-color': 'data(color)',
        label: 'data(letters)',
        color: '#ffffff',
        'font-size': 12,
        'font-weight': 700,
        'font-family': 'system-ui, sans-serif',
        'text-valign': 'center',
        'text-halign': 'center',
        'min-zoomed-font-size': 7,
        'border-width': 1,
        'border-color': palette.background,
        'overlay-opacity': 0,
      },
    },
    { selector: 'node[shape = "triangle"]', style: { 'font-size': 10, 'text-margin-y': 5 } },
    { selector: 'node[type = "report"]', style: { width: 42, height: 42, 'font-size': 16 } },
    {
      selector: 'edge',
      style: {
        width: 1.2,
        'curve-style': curve,
        'line-color': palette.edge,
        'target-arrow-color': palette.edge,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        'font-size': 11,
        'font-family': 'system-ui, sans-serif',
        color: palette.text,
        'text-background-color': palette.background,
        'text-background-opacity': 0.9,
        'text-background-padding': '2px',
        'text-rotation': 'autorotate',
        'overlay-opacity': 0,
      },
    },
    { selector: 'edge[kind = "reference"]', style: { 'line-style': 'dashed' } },
    {
      selector: 'edge[kind = "contents"], edge[kind = "author"]',
      style: {
        width: 0.8,
        'line-style': 'dotted',
        'line-color': palette.faintEdge,
        'target-arrow-color': palette.faintEdge,
      },
    },
    { selector: '.away', style: { display: 'none' } },
    { selector: 'node.faded', style: { opacity: 0.25 } },
    { selector: 'edge.faded', style: { opacity: 0.12 } },
    {
      selector: 'edge.near, edge.hovered',
      style: { width: 2.2, 'line-color': palette.accent, 'target-arrow-color': palette.accent },
    },
    { selector: 'edge.hovered', style: { label: 'data(name)', 'z-index': 10 } },
    { selector: 'node.chosen', style: { 'border-width': 4, 'border-color': palette.accent } },
  ];
}
