import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from './opencti/stix.js';

export interface Exchange {
  readonly file: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

export function recordings(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    name.endsWith('.json') ? name.slice(0, -'.json'.length) : [],
  );
}

export function readExchange(folder: string, file: string): Exchange {
  const parsed: unknown = JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8'));
  const request = isRecord(parsed) ? parsed.request : undefined;
  const response = isRecord(parsed) ? parsed.response : undefined;
  if (
    !isRecord(request) ||
    !isRecord(response) ||
    typeof request.method !== 'string' ||
    typeof request.path !== 'string' ||
    typeof response.status !== 'number'
  )
    throw new Error(`${file} is no recorded exchange`);
  return {
    file,
    request: {
      method: request.method,
      path: request.path,
      headers: lowerCase(request.headers),
      body: request.body,
    },
    response: { status: response.status, headers: lowerCase(response.headers), body: response.body },
  };
}

/** Empty if the body is not an operation. */
export function variablesOf(exchange: Exchange): Readonly<Record<string, unknown>> {
  const { body } = exchange.request;
  return isRecord(body) && isRecord(body.variables) ? body.variables : {};
}

function lowerCase(headers: unknown): Record<string, string> {
  if (!isRecord(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
