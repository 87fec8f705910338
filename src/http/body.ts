import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { AttemptFailure } from './failure.js';
import { TRUNCATED, UNKNOWN_ENCODING, codeOf, sentenceFor } from './network-codes.js';
import { err, ok, type Result } from '../lib/index.js';

/** The value of `accept-encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** The minimum average rate of a body that takes longer than one idle limit. */
const BYTES_PER_SECOND = 1024;

export interface BodyLimits {
  /** Of the decompressed body. */
  readonly maxBytes: number;
  /** `fail`: more bytes are a failure. `cut`: the rest is not read (for the text of an error). */
  readonly beyond: 'fail' | 'cut';
  readonly idle: number;
  readonly whole: number;
  readonly monotonicNow: () => number;
}

/** An early end also destroys the connection. `onBytes` receives sizes before decompression. */
export async function readBody(
  wire: Readable,
  encoding: string,
  limits: BodyLimits,
  onBytes: (count: number) => void,
): Promise<Result<Buffer, AttemptFailure>> {
  const source = decompressed(wire, encoding);
  if (source === undefined) {
    wire.destroy();
    return err({
      reason: 'network',
      code: UNKNOWN_ENCODING,
      message: `unknown content encoding "${encoding}"`,
    });
  }

  const watch = watchProgress(wire, limits, onBytes);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<unknown> = source;
    for await (const piece of stream) {
      // Always a Buffer, since no encoding is set on these streams.
      if (!Buffer.isBuffer(piece)) continue;
      pieces.push(piece);
      size += piece.length;
      if (size > limits.maxBytes) {
        if (limits.beyond === 'fail') return err({ reason: 'too-large', limitBytes: limits.maxBytes });
        break;
      }
    }
    return ok(Buffer.concat(pieces, Math.min(size, limits.maxBytes)));
  } catch (error) {
    return err(watch.exceeded() ?? bodyFailure(error));
  } finally {
    watch.stop();
  }
}

function decompressed(wire: Readable, encoding: string): Readable | undefined {
  // The reader of the last stream gets its error; `pipeline` needs a callback to destroy the others.
  const through = (inflate: NodeJS.ReadWriteStream & Readable) => pipeline(wire, inflate, () => undefined);
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return wire;
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return through(createUnzip());
    case 'br':
      return through(createBrotliDecompress());
    default:
      return undefined;
  }
}

/** Destroys a stream that stalls, is slower than the minimum rate, or does not end in time. */
function watchProgress(
  wire: Readable,
  { idle, whole, monotonicNow }: BodyLimits,
  onBytes: (count: number) => void,
) {
  const started = monotonicNow();
  let received = 0;
  let exceeded: (AttemptFailure & { readonly reason: 'timeout' }) | undefined;
  const endBy = (phase: 'body' | 'whole-body', limit: number) => () => {
    exceeded ??= { reason: 'timeout', phase, seconds: limit / 1000 };
    wire.destroy(new Error('too slow'));
  };
  const stall = endBy('body', idle);
  const timer = setTimeout(stall, idle);
  const end = setTimeout(endBy('whole-body', whole), whole);
  wire.on('data', (piece: Buffer) => {
    received += piece.length;
    onBytes(piece.length);
    timer.refresh();
    const elapsed = monotonicNow() - started;
    if (elapsed > idle && received < (elapsed / 1000) * BYTES_PER_SECOND) stall();
  });
  return {
    exceeded: () => exceeded,
    stop: () => {
      clearTimeout(timer);
      clearTimeout(end);
    },
  };
}

function bodyFailure(error: unknown): AttemptFailure {
  const code = codeOf(error) ?? TRUNCATED;
  // Node's ECONNRESET "aborted": the connection ended before the announced length or the last chunk.
  const named = code === 'ECONNRESET' ? TRUNCATED : code;
  const detail = error instanceof Error ? error.message : 'unreadable';
  return {
    reason: 'network',
    code: named,
    message: sentenceFor(named, `the response is unreadable: ${detail}`),
  };
}
