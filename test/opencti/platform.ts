import { setTimeout as wait } from 'node:timers/promises';
import type { Test } from 'tap';
import { createHttpClient, type HttpClientOptions } from '../../src/http/index.js';
import {
  connectOpenCti,
  type OpenCti,
  type OpenCtiFailure,
  type OpenCtiResult,
  type WorkLedger,
} from '../../src/opencti/index.js';
import { ok, type Result } from '../../src/lib/index.js';
import { defaultToken, startOpenCti, type OpenCtiOptions, type OpenCtiSandbox } from '../sandbox/opencti.js';

export const connectorId = '6f1ab7ee-51fa-4bd8-a4d3-7bfa54a2b111';
export const identity = { id: connectorId, name: 'TeamT5 External Import Connector', scope: ['teamt5'] };
export const info = { buffering: false, queueThresholdMegabytes: 500, queueMegabytes: 0 };

export function connect(
  t: Test,
  url: string,
  options: {
    readonly token?: string;
    readonly http?: Partial<HttpClientOptions>;
    readonly clock?: Clock;
  } = {},
): Promise<OpenCtiResult<OpenCti>> {
  const http = createHttpClient({
    origin: new URL(url),
    headers: {},
    concurrency: 8,
    env: {},
    retryLimits: { baseDelay: 1, maxDelay: 2 },
    ...options.http,
  });
  t.teardown(() => http.close());
  return connectOpenCti({ http, url: new URL(url), token: options.token ?? defaultToken, ...options.clock });
}

export function recordInto(events: string[]): WorkLedger {
  return {
    record({ type, name }) {
      events.push(`${type} ${name}`);
      return ok(undefined);
    },
  };
}

export async function platform(
  t: Test,
  options: OpenCtiOptions & { readonly clock?: Clock; readonly http?: Partial<HttpClientOptions> } = {},
): Promise<{ readonly sandbox: OpenCtiSandbox; readonly opencti: OpenCti }> {
  const { clock, http, ...sandboxOptions } = options;
  const sandbox = await startOpenCti(sandboxOptions);
  t.teardown(() => sandbox.close());
  const opencti = value(
    await connect(t, sandbox.url, {
      ...(clock === undefined ? {} : { clock }),
      ...(http === undefined ? {} : { http }),
    }),
  );
  value(await opencti.register(identity, null));
  return { sandbox, opencti };
}

export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Time advances only in sleeps; the listener performs what the platform does meanwhile. */
export function clock(): Clock & { readonly onSleep: (listener: (slept: number) => void) => void } {
  let time = Date.parse('2026-11-24T20:00:00Z');
  const listeners: ((slept: number) => void)[] = [];
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
      for (const listener of listeners) listener(milliseconds);
      await wait(0);
    },
    onSleep: (listener) => void listeners.push(listener),
  };
}

export function value<T, F>(result: Result<T, F>): T {
  if (!result.ok) throw new Error(`unexpected failure: ${JSON.stringify(result.failure)}`);
  return result.value;
}

export function failure<T>(result: OpenCtiResult<T>): OpenCtiFailure {
  if (result.ok) throw new Error(`unexpected success: ${JSON.stringify(result.value)}`);
  return result.failure;
}

export function reasonOf<T>(result: OpenCtiResult<T>): string {
  const f = failure(result);
  switch (f.reason) {
    case 'opencti-http':
      return `${f.reason} ${f.http.reason}`;
    case 'opencti-refused':
      return `${f.reason} ${f.code}: ${f.message}`;
    case 'opencti-connector-gone':
      return f.reason;
    case 'opencti-version':
      return `${f.reason} ${f.version} < ${f.lowest}`;
    default:
      return `${f.reason}: ${f.message}`;
  }
}

let made = 0;

export function bundle(objects: number): { readonly json: string; readonly objects: number } {
  const list = Array.from({ length: objects }, () => {
    made += 1;
    return {
      type: 'identity',
      spec_version: '2.1',
      id: `identity--00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
      created: '2026-11-24T00:00:00.000Z',
      modified: '2026-11-24T00:00:00.000Z',
      name: `organization ${made}`,
      identity_class: 'organization',
    };
  });
  return { json: JSON.stringify({ type: 'bundle', objects: list }), objects };
}

/** Oldest first. */
export function worksOf(sandbox: OpenCtiSandbox) {
  return [...sandbox.works.values()].map(({ name, status, expected, processed, messages, errors }) => ({
    name,
    status,
    counts: `${processed ?? 'null'}/${expected ?? 'null'}`,
    messages: messages.map(({ message }) => message),
    errors: errors.map(({ message }) => message),
  }));
}

interface ExpectedWork {
  readonly name?: string;
  readonly status?: string;
  /** processed/expected */
  readonly counts?: string;
  readonly messages?: readonly (string | RegExp)[];
  readonly errors?: readonly (string | RegExp)[];
}

export function expectWorks(t: Test, sandbox: OpenCtiSandbox, expected: readonly ExpectedWork[]): void {
  const works = worksOf(sandbox);
  t.match(works, expected);
  t.equal(works.length, expected.length, 'number of works');
  for (const [index, { messages, errors }] of expected.entries()) {
    if (messages !== undefined) t.equal(works[index]?.messages.length, messages.length, 'number of messages');
    if (errors !== undefined) t.equal(works[index]?.errors.length, errors.length, 'number of errors');
  }
}
