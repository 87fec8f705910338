/**
 * Prepares a thread for pdf.js (docs/operations.md#text-of-the-pdf). It must run before pdf.js is loaded, and in a thread
 * that does nothing else: it takes modules, network and memory from all code there.
 */

/** Bytes of decompressed streams, for the document or for one page. */
const mostBytes = 256 * 1024 * 1024;

/** Smaller arrays are not counted: a page needs thousands. */
const countedFrom = 64 * 1024;

let allocated = 0;

/** The budget of bytes begins again. */
export function resetBytes(): void {
  allocated = 0;
}

/** Whether streams needed more than the budget since the last reset. pdf.js continues without the rest. */
export function isOverBytes(): boolean {
  return allocated > mostBytes;
}

/** Those of which pdf.js makes arrays as large as a PDF says, for streams and for images. */
const arrayTypes = [
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
] as const;

let isGuarded = false;

/** Makes pdf.js throw a RangeError for a stream beyond the budget, as for a lack of memory. */
export function guardThread(): void {
  if (isGuarded) return;
  isGuarded = true;
  for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker'])
    Reflect.deleteProperty(globalThis, name);
  // Its output is not counted. Without it, pdf.js inflates by its own code, into arrays that are.
  Reflect.deleteProperty(globalThis, 'DecompressionStream');
  // pdf.js makes objects of these classes when it is loaded, and uses them for drawing only.
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) Reflect.set(globalThis, name, Object);
  // Node.js 20.0 to 20.15 lacks it. No module, not even an installed `@napi-rs/canvas`.
  Reflect.set(process, 'getBuiltinModule', () => ({ createRequire: () => refuse }));
  // Arrays are not part of the heap, which resourceLimits limit. Each growth of a stream is a new one.
  for (const type of arrayTypes) Reflect.set(globalThis, type.name, counting(type));
  // pdf.js drops promises, whose rejections would end the thread.
  process.on('unhandledRejection', () => undefined);
}

function refuse(): never {
  throw new Error('pdf.js has no modules here');
}

function counting<T extends (typeof arrayTypes)[number]>(type: T): T {
  return new Proxy(type, {
    construct(target, given: readonly unknown[], newTarget) {
      const [length] = given;
      const bytes = typeof length === 'number' ? length * target.BYTES_PER_ELEMENT : 0;
      if (bytes >= countedFrom) {
        allocated += bytes;
        if (isOverBytes()) throw new RangeError('The streams of the PDF exceed the limit of memory');
      }
      const made: unknown = Reflect.construct(target, given, newTarget);
      return made instanceof target ? made : new target();
    },
  });
}
