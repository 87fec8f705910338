import type { OpenCtiSandbox } from './opencti.js';
import { isRecord } from './opencti/stix.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export async function ask(
  sandbox: OpenCtiSandbox,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const response = await fetch(`${sandbox.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: await response.json() };
}

/** For example `at(response.body, 'data', 'work', 'status')`; undefined if the path leads nowhere. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isRecord(inner) ? inner[key] : undefined;
  }, value);
}

export function connectorClient(sandbox: OpenCtiSandbox, token: string) {
  const send = (query: string, variables: Readonly<Record<string, unknown>>) =>
    ask(sandbox, token, query, variables);
  return {
    send,
    register: (id: string, more: Readonly<Record<string, unknown>> = {}) =>
      send(
        'mutation R($input: RegisterConnectorInput) { registerConnector(input: $input) { id connector_state } }',
        {
          input: {
            id,
            name: 'Stand-in probe',
            type: 'EXTERNAL_IMPORT',
            scope: ['probe'],
            auto: false,
            only_contextual: false,
            ...more,
          },
        },
      ),
    ping: (id: string, state: string | null) =>
      send(
        'mutation P($id: ID!, $state: String) { pingConnector(id: $id, state: $state) { connector_state } }',
        {
          id,
          state,
        },
      ),
    async workAdd(connectorId: string, multiPart = false): Promise<string> {
      const response = await send(
        `mutation W($c: String!${multiPart ? ', $m: Boolean' : ''}) {
           workAdd(connectorId: $c, friendlyName: "probe"${multiPart ? ', isMultiPartWork: $m' : ''}) { id } }`,
        { c: connectorId, ...(multiPart ? { m: true } : {}) },
      );
      return String(at(response.body, 'data', 'workAdd', 'id'));
    },
    toProcessed: (id: string, message: string, inError = false) =>
      send(
        'mutation T($id: ID!, $m: String, $e: Boolean) { workEdit(id: $id) { toProcessed(message: $m, inError: $e) } }',
        { id, m: message, e: inError },
      ),
    push: (connectorId: string, objects: readonly unknown[], workId?: string) =>
      send(
        workId === undefined
          ? 'mutation B($c: String!, $b: String!) { stixBundlePush(connectorId: $c, bundle: $b) }'
          : 'mutation B($c: String!, $b: String!, $w: String) { stixBundlePush(connectorId: $c, bundle: $b, work_id: $w) }',
        {
          c: connectorId,
          b: JSON.stringify({ type: 'bundle', objects }),
          ...(workId === undefined ? {} : { w: workId }),
        },
      ),
  };
}

export function identities(count: number, series = 0): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'identity',
    spec_version: '2.1',
    id: `identity--${String(series).padStart(8, '0')}-0000-4000-8000-${String(index).padStart(12, '0')}`,
    name: `Probe ${series}-${index}`,
    identity_class: 'organization',
  }));
}
