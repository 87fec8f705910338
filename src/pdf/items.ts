import { plain } from './plain.js';
import type { Item } from './types.js';

/** What pdf.js reports about a text. */
interface DrawnText {
  readonly str: string;
  /** In the space of the page. */
  readonly transform: unknown;
  readonly width: number;
  readonly height: number;
}

/** Points. Texts beyond are not on any page. */
const farthest = 100_000;
/** Radians: text in any other direction is a watermark or a part of a drawing. */
const mostTilt = 0.1;

/**
 * A drawn text in the frame in which it reads from left to right and its lines from top to bottom: text that is turned by a
 * quarter, and vertical writing, whose lines go from right to left. `pageTransform` leads from the page to the viewport.
 * Undefined for a text without characters or a place, and for a tilted one.
 */
export function itemOf(
  { str, transform, width, height }: DrawnText,
  isVertical: boolean,
  pageTransform: unknown,
): Item | undefined {
  const text = plain(str);
  const drawn = matrixOf(transform);
  const page = matrixOf(pageTransform);
  if (text === '' || drawn === undefined || page === undefined) return undefined;
  const [a, b, c, d, e, f] = product(page, drawn);
  const angle = Math.atan2(b, a) + (isVertical ? Math.PI / 2 : 0);
  const turn = Math.round(angle / (Math.PI / 2));
  if (Math.abs(angle - (turn * Math.PI) / 2) > mostTilt) return undefined;
  const size = Math.hypot(c, d);
  const length = isVertical ? height : width;
  const [x, y] = turned(e, f, (turn + 4) % 4);
  const isPlaced = [x, y, size, length].every((value) => Math.abs(value) < farthest);
  return isPlaced && size > 0
    ? { text, x, y, width: Math.abs(length), size, turn: (turn + 4) % 4 }
    : undefined;
}

/** The point after the page was turned back by quarters. */
function turned(x: number, y: number, quarters: number): readonly [number, number] {
  switch (quarters) {
    case 1:
      return [y, -x];
    case 2:
      return [-x, -y];
    case 3:
      return [-y, x];
    default:
      return [x, y];
  }
}

type Matrix = readonly [number, number, number, number, number, number];

function matrixOf(value: unknown): Matrix | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const [a, b, c, d, e, f] = list.map((entry) => (Number.isFinite(entry) ? Number(entry) : undefined));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return e === undefined || f === undefined ? undefined : [a, b, c, d, e, f];
}

/** First `second`, then `first`. */
function product(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}
