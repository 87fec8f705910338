import type { ThreatVisionSandbox } from '../threatvision.js';

export interface Visit {
  readonly status: number;
  readonly body: unknown;
}

export async function login(
  server: ThreatVisionSandbox,
  fields: Record<string, string> = {},
): Promise<Visit> {
  const form = { grant_type: 'client_credentials', client_id: 'demo', client_secret: 'demo', ...fields };
  return visit(await fetch(`${server.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) }));
}

/** With the newest token or the given bearer token. */
export async function get(server: ThreatVisionSandbox, path: string, bearer?: string): Promise<Visit> {
  return visit(await getRaw(server, `${server.url}${path}`, bearer));
}

export async function getRaw(server: ThreatVisionSandbox, url: string, bearer?: string): Promise<Response> {
  const token = bearer ?? server.issuedTokens.at(-1) ?? '';
  return fetch(url, { headers: { authorization: `Bearer ${token}` } });
}

async function visit(response: Response): Promise<Visit> {
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) };
  } catch {
    return { status: response.status, body: undefined };
  }
}
