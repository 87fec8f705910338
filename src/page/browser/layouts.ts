import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';

import type { PageEdge, PageNode } from '../data.js';
import { appearanceOf, groups, phaseOrder } from './appearance.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Heading extends Point {
  readonly text: string;
}

export type Positions = ReadonlyMap<string, Point>;

export interface Lanes {
  readonly positions: Positions;
  readonly headings: readonly Heading[];
}

interface Body extends SimulationNodeDatum {
  readonly id: string;
}

/** A force layout that runs in slices, so that the page responds while it runs. */
export interface ForceLayout {
  /** Computes for about this many milliseconds. Returns whether the layout is finished. */
  advance(milliseconds: number): boolean;
  positions(): Positions;
}

/** The contents of a report and its author refer to all objects, and would pull them into one ball. */
export function forceLayout(nodes: readonly PageNode[], edges: readonly PageEdge[]): ForceLayout {
  const bodies: Body[] = nodes.map(({ id }) => ({ id }));
  const pulling = edges.filter(({ kind }) => kind !== 'contents' && kind !== 'author');
  const linked = new Set(pulling.flatMap(({ source, target }) => [source, target]));
  const links: SimulationLinkDatum<Body>[] = pulling.map(({ source, target }) => ({ source, target }));
  const many = nodes.length > 800;
  const simulation = forceSimulation(bodies)
    .force(
      'link',
      forceLink<Body, SimulationLinkDatum<Body>>(links)
        .id(({ id }) => id)
        .distance(70),
    )
    .force(
      'charge',
      forceManyBody()
        .strength(many ? -90 : -260)
        .theta(1)
        .distanceMax(many ? 600 : 1200),
    )
    .force('collide', forceCollide(24))
    .force(
      'x',
      forceX<Body>().strength(({ id }) => (linked.has(id) ? 0.05 : 0.12)),
    )
    .force(
      'y',
      forceY<Body>().strength(({ id }) => (linked.has(id) ? 0.07 : 0.14)),
    )
    .alphaDecay(1 - 0.001 ** (1 / (many ? 120 : 300)))
    .stop();
  return {
    advance(milliseconds) {
      const end = performance.now() + milliseconds;
      while (simulation.alpha() >= simulation.alphaMin() && performance.now() < end) simulation.tick();
      return simulation.alpha() < simulation.alphaMin();
    },
    positions: () => new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
  };
}

/** Objects with a phase below the heading of their first one; the others by kind, before and after. */
export function phaseLanes(nodes: readonly PageNode[]): Lanes {
  const phases = [...new Set(nodes.flatMap(({ phases }) => phases.slice(0, 1)))].sort(byOrder);
  const [before, after] = [groups.slice(0, 3), groups.slice(3)];
  return lanes(nodes, [...before, ...phases.map(phaseKey), ...after], (node) => {
    const [phase] = node.phases;
    return phase === undefined ? appearanceOf(node.type).group : phaseKey(phase);
  });
}

export const typeLanes = (nodes: readonly PageNode[]): Lanes =>
  lanes(nodes, groups, ({ type }) => appearanceOf(type).group);

/** A phase can have the name of a group. */
const phaseKey = (phase: string): string => `phase: ${phase}`;

function byOrder(a: string, b: string): number {
  const rank = (phase: string): number => {
    const at = phaseOrder.indexOf(phase);
    return at < 0 ? phaseOrder.length : at;
  };
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

const spacing = { x: 150, y: 66, between: 30 };
const fewest = 8;

/** One lane for each key, in the order of the keys, with its objects from left to right in one or more rows. */
function lanes(
  nodes: readonly PageNode[],
  keys: readonly string[],
  keyOf: (node: PageNode) => string,
): Lanes {
  const members = new Map<string, PageNode[]>(keys.map((key) => [key, []]));
  for (const node of nodes) members.get(keyOf(node))?.push(node);
  const perRow = Math.max(fewest, Math.ceil(Math.sqrt(nodes.length)));
  const positions = new Map<string, Point>();
  const headings: Heading[] = [];
  let top = 0;
  for (const [key, list] of members) {
    if (list.length === 0) continue;
    list.sort((a, b) => (a.type === b.type ? (a.label < b.label ? -1 : 1) : a.type < b.type ? -1 : 1));
    for (const [index, { id }] of list.entries()) {
      const y = top + Math.floor(index / perRow) * spacing.y;
      positions.set(id, { x: (index % perRow) * spacing.x, y });
    }
    const text = key.replace('phase: ', '').replaceAll('-', ' ');
    headings.push({ text: `${text} (${list.length})`, x: -spacing.x / 2, y: top });
    top += Math.ceil(list.length / perRow) * spacing.y + spacing.between;
  }
  return { positions, headings };
}
