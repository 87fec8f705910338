/** The downloads and the posted bytes of a run of the program. */
export interface Workload {
  readonly threatVision: string;
  readonly openCti: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly openCtiToken: string;
  readonly downloads: readonly string[];
  readonly posts: readonly string[];
  readonly downloadConcurrency: number;
  readonly postConcurrency: number;
}

export async function login({
  threatVision,
  clientId,
  clientSecret,
}: Workload): Promise<Record<string, string>> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const answer = await fetch(`${threatVision}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const token = /"access_token":"([^"]+)"/.exec(await answer.text())?.[1] ?? '';
  return { authorization: `Bearer ${token}` };
}

export async function post({ openCti, openCtiToken }: Workload, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${openCtiToken}` };
  const answer = await fetch(`${openCti}/graphql`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
}

export async function download(url: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
}
