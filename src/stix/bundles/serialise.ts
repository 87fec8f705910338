import type { SerializedBundle } from '../conversion.js';
import { uuid5 } from '../ids/index.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { propertyOrder } from '../schema/index.js';

/** Puts the properties of objects in the order of the standard, then custom ones by name. */
export function propertySorter(): (object: JsonObject) => JsonObject {
  // Objects of a type mostly have the same properties: their order is found once.
  const root = emptyShape();
  return (object) => {
    const type = textOf(object, 'type') ?? '';
    let shape = shapeWith(root, type);
    const names = Object.keys(object);
    for (const name of names) shape = shapeWith(shape, name);
    shape.order ??= inOrder(names, propertyOrder(type));
    const sorted: MutableJsonObject = {};
    for (const name of shape.order) sorted[name] = object[name];
    return sorted;
  };
}

/** A type with the names of properties so far: a step on the way from the root. */
interface Shape {
  readonly next: Map<string, Shape>;
  /** Of the objects that have no other properties. */
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

/** Bytes of a bundle around its objects. */
export const bundleFrameBytes = Buffer.byteLength(bundleOf([], 0).json);

/**
 * A bundle with an id made from its content, so that the same content is the same bundle.
 *
 * @param texts the JSON texts of the objects, in some of them several with commas between.
 */
export function bundleOf(texts: readonly string[], objects: number): SerializedBundle {
  const pieces = texts.flatMap((text, index) => (index === 0 ? [text] : [',', text]));
  // Not joined: whoever sends it makes one text of it, once.
  const content = pieces.reduce((before, piece) => before + piece, '');
  return { json: `{"type":"bundle","id":"bundle--${uuid5(pieces)}","objects":[${content}]}`, objects };
}
