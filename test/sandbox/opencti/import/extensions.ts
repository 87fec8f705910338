import { isRecord, type StixObject } from '../stix.js';
import type { PropertyFact } from './facts.js';
import { lost, pythonError, type Fault } from './faults.js';

const opencti = [
  'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba',
  'extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82',
];
const mitre = 'extension-definition--322b8f77-262a-4cb8-a915-1e441e00329b';

export function inExtension(object: StixObject, key: string): unknown {
  return [...opencti].map((id) => inside(object, id, key)).find((value) => value !== undefined);
}

function inside(object: StixObject, id: string, key: string): unknown {
  const extensions = isRecord(object.extensions) ? object.extensions : {};
  const extension = Object.hasOwn(extensions, id) ? extensions[id] : undefined;
  return isRecord(extension) && Object.hasOwn(extension, key) ? extension[key] : undefined;
}

export interface Read {
  readonly value: unknown;
  readonly from: 'top' | 'extension';
}

/** From an extension if that has it, else from the object itself. */
export function readProperty(object: StixObject, { name, locations }: PropertyFact): Read | undefined {
  const extended = locations.includes('ext')
    ? inExtension(object, name)
    : locations.includes('extMitre')
      ? inside(object, mitre, name)
      : undefined;
  if (extended !== undefined) return { value: extended, from: 'extension' };
  // What is looked up in an extension is read from the top level too.
  const top = Object.hasOwn(object, name) ? object[name] : undefined;
  return top === undefined ? undefined : { value: top, from: 'top' };
}

/** Containers of extensions that break the worker or the Python client. */
export function extensionFault(object: StixObject): Fault | undefined {
  const id = isRecord(object.extensions) ? inExtension(object, 'id') : undefined;
  if (isContainer(id) || isContainer(object.x_opencti_id)) return lost;
  const { extensions } = object;
  if (extensions === undefined) return undefined;
  if (extensions === null) return notIterable;
  if (!isRecord(extensions)) return Array.isArray(extensions) && extensions.length === 0 ? undefined : lost;
  for (const own of [...opencti, mitre]) {
    const extension = Object.hasOwn(extensions, own) ? extensions[own] : undefined;
    if (extension === null) return notIterable;
    if (extension !== undefined && !isRecord(extension)) return lost;
  }
  return undefined;
}

const notIterable = pythonError("argument of type 'NoneType' is not iterable");

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
