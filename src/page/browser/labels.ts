import type { Point } from './layouts.js';

/** A text beside a place, in pixels of the view. */
export interface Label extends Point {
  readonly text: string;
  /** Higher ones are placed first. */
  readonly priority: number;
  readonly strong: boolean;
  /** The text ends at the place, instead of being centered on it. */
  readonly endsHere?: boolean | undefined;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface LabelLayer {
  /** Draws the labels that overlap no other label, and obstacles only if they are essential, and returns the boxes of these. */
  draw(
    labels: readonly Label[],
    obstacles: readonly Box[],
    colors: { readonly text: string; readonly halo: string },
  ): readonly Box[];
  /** Moves what is drawn, until the next `draw`, by a change of the view: a draw for each frame costs too much. */
  shift(x: number, y: number, scale: number): void;
  resize(width: number, height: number): void;
}

const size = 12;
const longest = 28;
/** Labels of at least this priority can cover obstacles. */
const essential = 20;
/** Of the cells of the grid that finds overlaps. */
const cell = 48;

export function createLabelLayer(canvas: HTMLCanvasElement): LabelLayer {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no 2D canvas');
  const widths = new Map<string, number>();
  let [width, height] = [0, 0];

  const widthOf = (text: string, font: string): number => {
    const key = `${font}${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    const measured = context.measureText(text).width;
    widths.set(key, measured);
    return measured;
  };

  return {
    resize(newWidth, newHeight) {
      [width, height] = [newWidth, newHeight];
      const ratio = window.devicePixelRatio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    },
    shift(x, y, scale) {
      canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    },
    draw(labels, obstacles, { text: color, halo }) {
      canvas.style.transform = '';
      context.clearRect(0, 0, width, height);
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.lineJoin = 'round';
      context.lineWidth = 3;
      const taken = createGrid();
      const boxes: Box[] = [];
      const ordered = labels.filter((label) => isInside(label, width, height));
      ordered.sort((a, b) => b.priority - a.priority);
      let isBlocked = false;
      for (const { text, x: place, y, strong, endsHere, priority } of ordered) {
        if (priority < essential && !isBlocked) {
          for (const obstacle of obstacles) taken.block(obstacle);
          isBlocked = true;
        }
        const font = `${strong ? '600 ' : ''}${size}px system-ui, sans-serif`;
        context.font = font;
        const shown = shorten(text, strong ? 2 * longest : longest);
        const half = widthOf(shown, font) / 2 + 3;
        const clamped = place < 0 || place > width ? place : Math.min(Math.max(place, half), width - half);
        const x = endsHere === true ? place - half : clamped;
        const box = { left: x - half, right: x + half, top: y - size / 2 - 2, bottom: y + size / 2 + 2 };
        if (!taken.add(box)) continue;
        boxes.push(box);
        context.strokeStyle = halo;
        context.strokeText(shown, x, y);
        context.fillStyle = color;
        context.fillText(shown, x, y);
      }
      return boxes;
    },
  };
}

const isInside = ({ x, y }: Point, width: number, height: number): boolean =>
  x > -100 && y > -20 && x < width + 100 && y < height + 20;

const segmenter = new Intl.Segmenter();

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

interface Grid {
  block(box: Box): void;
  /** Returns whether there was room. */
  add(box: Box): boolean;
}

/** Boxes by the cells that they touch, so that a new one is compared with its neighbors only. */
function createGrid(): Grid {
  const cells = new Map<number, Box[]>();
  const touched = (box: Box): readonly number[] => {
    const keys: number[] = [];
    for (let column = Math.floor(box.left / cell); column <= Math.floor(box.right / cell); column++)
      for (let row = Math.floor(box.top / cell); row <= Math.floor(box.bottom / cell); row++)
        keys.push(column * 10_000 + row);
    return keys;
  };
  const block = (box: Box): void => {
    for (const key of touched(box)) {
      const list = cells.get(key);
      if (list === undefined) cells.set(key, [box]);
      else list.push(box);
    }
  };
  return {
    block,
    add(box) {
      const isTaken = touched(box).some((key) => cells.get(key)?.some((other) => overlaps(box, other)));
      if (!isTaken) block(box);
      return !isTaken;
    },
  };
}

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
