import { z } from 'zod';
import type { Fault, SandboxRequest, SandboxResponse, SandboxServer } from './types.js';

export const controlPrefix = '/__sandbox/';

/** A {@link Fault} as JSON: an expression is `{"pattern": "\\.stix$"}`, a body is text. */
const faultSchema = z.strictObject({
  path: z.union([
    z.string(),
    z.strictObject({ pattern: z.string() }).transform(({ pattern }) => new RegExp(pattern)),
  ]),
  method: z.string().exactOptional(),
  times: z.number().int().positive().exactOptional(),
  matchBody: z.string().exactOptional(),
  runsHandler: z.boolean().exactOptional(),
  status: z.number().int().min(200).max(599).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  body: z.string().exactOptional(),
  delayMs: z.number().nonnegative().exactOptional(),
  reset: z.boolean().exactOptional(),
  truncateBytes: z.number().int().nonnegative().exactOptional(),
  hang: z.enum(['headers', 'body']).exactOptional(),
  drip: z
    .strictObject({ bytes: z.number().int().positive(), everyMs: z.number().nonnegative() })
    .exactOptional(),
  endless: z.boolean().exactOptional(),
  gzipBomb: z.number().int().positive().exactOptional(),
});

export interface Controlled {
  readonly server: Pick<SandboxServer, 'requests' | 'peakConcurrency' | 'fault' | 'clearFaults'>;
  readonly paths: ReadonlyMap<string, number>;
}

/** `GET requests`, `GET counters`, `POST faults` (one), `DELETE faults`, below {@link controlPrefix}. */
export function control({ server, paths }: Controlled, request: SandboxRequest): SandboxResponse {
  switch (`${request.method} ${request.path.slice(controlPrefix.length)}`) {
    case 'GET requests':
      return json(200, server.requests.map(readable));
    case 'GET counters':
      return json(200, {
        total: [...paths.values()].reduce((sum, count) => sum + count, 0),
        peakConcurrency: server.peakConcurrency,
        paths: Object.fromEntries(paths),
      });
    case 'POST faults': {
      const fault = readFault(request.body.toString());
      if (typeof fault === 'string') return json(400, { error: fault });
      server.fault(fault);
      return { status: 204 };
    }
    case 'DELETE faults':
      server.clearFaults();
      return { status: 204 };
    default:
      return json(404, { error: 'try requests, counters or faults' });
  }
}

function readFault(text: string): Fault | string {
  try {
    const parsed = faultSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : z.prettifyError(parsed.error);
  } catch (error) {
    return String(error);
  }
}

function readable(request: SandboxRequest): Record<string, unknown> {
  return { ...request, query: request.query.toString(), body: request.body.toString() };
}

function json(status: number, value: unknown): SandboxResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
