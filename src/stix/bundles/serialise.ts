import type { SerializedBundle } from '../conversion.js';
import { uuid5 } from '../ids/index.js';
import { textOf, type JsonObject } from '../json.js';
import { propertyOrder } from '../schema/index.js';

/** An object as JSON text: properties in the order of the standard, then custom ones by name. */
export function objectText(object: JsonObject): string {
  const order = propertyOrder(textOf(object, 'type') ?? '');
  const rank = (name: string): number => order.get(name) ?? order.size;
  const names = Object.keys(object).filter((name) => object[name] !== undefined);
  names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(object[name])}`).join(',')}}`;
}

/** Bytes of a bundle around its objects. */
export const bundleFrameBytes = Buffer.byteLength(bundleOf([]).json);

/** A bundle with an id made from its content, so that the same content is the same bundle. */
export function bundleOf(texts: readonly string[]): SerializedBundle {
  const content = texts.join(',');
  const json = `{"type":"bundle","id":"bundle--${uuid5(content)}","objects":[${content}]}`;
  return { json, objects: texts.length };
}
