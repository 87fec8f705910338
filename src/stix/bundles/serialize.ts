import type { SerializedBundle } from '../conversion.js';
import { uuid5 } from '../ids/uuid.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { everyReference } from '../references/walk.js';
import { propertyOrder } from '../importer/known-properties.js';

/** By ids and references only: each object after those that it refers to, except in a circle. */
export function dependenciesFirst(objects: readonly JsonObject[]): JsonObject[] {
  const byId = new Map(objects.map((object) => [textOf(object, 'id') ?? '', object]));
  const ordered: JsonObject[] = [];
  const seen = new Set<string>();
  const path: { readonly object: JsonObject; readonly rest: string[] }[] = [];
  const enter = (id: string): void => {
    const object = byId.get(id);
    if (object === undefined || seen.has(id)) return;
    seen.add(id);
    let rest: string[] | undefined;
    everyReference(object, (reference) => seen.has(reference) || (rest ??= []).push(reference) > 0);
    // Most objects refer only to objects that are already in the list.
    if (rest === undefined) ordered.push(object);
    else path.push({ object, rest: rest.sort().reverse() });
  };
  for (const start of [...byId.keys()].sort()) {
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) enter(next);
      else {
        ordered.push(top.object);
        path.pop();
      }
    }
  }
  return ordered;
}

/** Shapes that are remembered: a source can give each object its own. */
const mostShapes = 10_000;

/** Sorts properties as the standard does, then custom ones by name. */
export function propertySorter(): (object: JsonObject) => JsonObject {
  // Most objects of a type have the same properties, so that their order is computed once.
  const root = emptyShape();
  let shapes = 1;
  return (object) => {
    const type = textOf(object, 'type') ?? '';
    const names = Object.keys(object);
    let shape: Shape | undefined = shapes < mostShapes ? root : undefined;
    if (shape !== undefined) {
      shape = shapeWith(root, type);
      for (const name of names) shape = shapeWith(shape, name);
      if (shape.order === undefined) shapes += names.length;
    }
    const order = shape?.order ?? inOrder(names, propertyOrder(type));
    if (shape !== undefined) shape.order = order;
    const sorted: MutableJsonObject = {};
    for (const name of order) sorted[name] = object[name];
    return sorted;
  };
}

/** A node in the tree of all sequences of property names of a type. */
interface Shape {
  readonly next: Map<string, Shape>;
  /** The sorted names of objects with exactly these properties. */
  order: readonly string[] | undefined;
}

const emptyShape = (): Shape => ({ next: new Map(), order: undefined });

function shapeWith({ next }: Shape, name: string): Shape {
  let shape = next.get(name);
  if (shape === undefined) {
    shape = emptyShape();
    next.set(name, shape);
  }
  return shape;
}

function inOrder(names: readonly string[], order: ReadonlySet<string>): readonly string[] {
  const present = new Set(names);
  return [
    ...[...order].filter((name) => present.has(name)),
    ...names.filter((name) => !order.has(name)).sort(),
  ];
}

export const bundleFrameBytes = Buffer.byteLength(serializedBundle([], 0).json);

/** The id is computed from the content. A text can contain several objects, separated by commas. */
export function serializedBundle(texts: readonly string[], objects: number): SerializedBundle {
  const pieces = texts.flatMap((text, index) => (index === 0 ? [text] : [',', text]));
  // Concatenation defers the copy, which `join` would make at once, until the text is sent.
  const content = pieces.reduce((before, piece) => before + piece, '');
  return { json: `{"type":"bundle","id":"bundle--${uuid5(pieces)}","objects":[${content}]}`, objects };
}
