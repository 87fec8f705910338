import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import type { Fault } from './fault.js';
import { TRUNCATED, UNKNOWN_ENCODING, codeOf, sentenceFor } from './network-codes.js';
import { err, ok, type Result } from '../lib/index.js';

/** What we ask for. `createUnzip` reads gzip and deflate. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** A body that takes longer than one idle limit must bring at least this much on average. */
const BYTES_PER_SECOND = 1024;

export interface BodyLimits {
  /** After inflation. */
  readonly maxBytes: number;
  /** `fail`: more is a failure. `cut`: the first `maxBytes` are wanted (the text of an error). */
  readonly beyond: 'fail' | 'cut';
  /** Milliseconds, see `HttpTimeouts.idleBody`. */
  readonly idle: number;
}

/**
 * Reads an answer's body as it comes over the wire, inflates it, and never holds more than the limit.
 * Whatever ends it early also destroys its connection.
 *
 * @param encoding the answer's `content-encoding`
 * @param onBytes told the size of each piece, before inflation
 */
export async function readBody(
  wire: Readable,
  encoding: string,
  limits: BodyLimits,
  onBytes: (count: number) => void,
): Promise<Result<Buffer, Fault>> {
  const source = inflated(wire, encoding);
  if (source === undefined) {
    wire.destroy();
    return err({
      reason: 'network',
      code: UNKNOWN_ENCODING,
      message: `unknown content encoding "${encoding}"`,
    });
  }

  const watch = watchProgress(wire, limits.idle, onBytes);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<unknown> = source;
    for await (const piece of stream) {
      // Never otherwise: no encoding is set on these streams.
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
    return err(
      watch.stalled() ? { reason: 'timeout', phase: 'body', seconds: limits.idle / 1000 } : bodyFault(error),
    );
  } finally {
    watch.stop();
  }
}

function inflated(wire: Readable, encoding: string): Readable | undefined {
  // The reader of the last stream gets its error; `pipeline` wants a callback to destroy the others.
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

/** Destroys the stream when it stands still, or crawls. */
function watchProgress(wire: Readable, idle: number, onBytes: (count: number) => void) {
  const started = performance.now();
  let received = 0;
  let stalled = false;
  const stall = () => {
    stalled = true;
    wire.destroy(new Error('stalled'));
  };
  const timer = setTimeout(stall, idle);
  wire.on('data', (piece: Buffer) => {
    received += piece.length;
    onBytes(piece.length);
    timer.refresh();
    const elapsed = performance.now() - started;
    if (elapsed > idle && received < (elapsed / 1000) * BYTES_PER_SECOND) stall();
  });
  return {
    stalled: () => stalled,
    stop: () => {
      clearTimeout(timer);
    },
  };
}

function bodyFault(error: unknown): Fault {
  const code = codeOf(error) ?? TRUNCATED;
  // Node says "aborted" with ECONNRESET when the connection ends before the announced length or the last chunk.
  const named = code === 'ECONNRESET' ? TRUNCATED : code;
  const detail = error instanceof Error ? error.message : 'unreadable';
  return {
    reason: 'network',
    code: named,
    message: sentenceFor(named, `the answer is unreadable: ${detail}`),
  };
}
