import { Worker } from 'node:worker_threads';

import t from 'tap';

const guard = new URL('../../src/pdf/guard.js', import.meta.url).href;

/** What the code posts, in a thread of its own after `guardThread`. */
function inGuardedThread(code: string): Promise<unknown> {
  const script = `import { parentPort } from 'node:worker_threads';
    import { guardThread, isOverBytes, resetBytes } from '${guard}';
    guardThread();
    ${code}`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  return new Promise((resolve, reject) => {
    new Worker(url).once('message', resolve).once('error', reject);
  });
}

t.test('the thread of pdf.js has no network, and no decompression that is not counted', async (t) => {
  const names = ['fetch', 'WebSocket', 'EventSource', 'Worker', 'DecompressionStream'];
  const left = await inGuardedThread(
    `parentPort.postMessage(${JSON.stringify(names)}.filter((name) => name in globalThis));`,
  );
  t.strictSame(left, []);
});

t.test('arrays of each type count for the budget of 256 MiB', async (t) => {
  const types = [
    'Uint8Array',
    'Uint8ClampedArray',
    'Uint16Array',
    'Int16Array',
    'Uint32Array',
    'Int32Array',
    'Float32Array',
    'Float64Array',
  ];
  const refused = await inGuardedThread(`
    const most = 256 * 1024 * 1024;
    parentPort.postMessage(${JSON.stringify(types)}.filter((name) => {
      resetBytes();
      const Type = globalThis[name];
      new Type(most / Type.BYTES_PER_ELEMENT);
      if (isOverBytes()) return false;
      try {
        new Type(64 * 1024);
      } catch (error) {
        return error instanceof RangeError && isOverBytes();
      }
      return false;
    }));`);
  t.strictSame(refused, types);
});
