import type { SerializedBundle } from '../conversion.js';
import { uuid5 } from '../ids/index.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { propertyOrder } from '../schema/index.js';

/** Objects as JSON texts: properties in the order of the standard, then custom ones by name. */
export function objectWriter(): (object: JsonObject) => string {
  // Objects of a type mostly have the same properties: their order is found once.
  const orders = new Map<string, readonly string[]>();
  return (object) => {
    const names = Object.keys(object);
    const shape = `${textOf(object, 'type') ?? ''} ${names.join(' ')}`;
    let ordered = orders.get(shape);
    if (ordered === undefined) {
      ordered = inOrder(names, propertyOrder(textOf(object, 'type') ?? ''));
      orders.set(shape, ordered);
    }
    const written: MutableJsonObject = {};
    for (const name of ordered) written[name] = object[name];
    return JSON.stringify(written);
  };
}

function inOrder(names: readonly string[], order: ReadonlySet<string>): readonly string[] {
  const present = new Set(names);
  return [
    ...[...order].filter((name) => present.has(name)),
    ...names.filter((name) => !order.has(name)).sort(),
  ];
}

/** Bytes of a bundle around its objects. */
export const bundleFrameBytes = Buffer.byteLength(bundleOf([]).json);

/** A bundle with an id made from its content, so that the same content is the same bundle. */
export function bundleOf(texts: readonly string[]): SerializedBundle {
  const content = texts.join(',');
  const json = `{"type":"bundle","id":"bundle--${uuid5(content)}","objects":[${content}]}`;
  return { json, objects: texts.length };
}
