import {
  execute,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { gunzipSync } from 'node:zlib';
import type { SandboxRequest, SandboxResponse } from '../types.js';
import { errorJson } from './errors.js';
import { isRecord } from './stix.js';

/** `app.max_payload_body_size`: one more byte is refused (docs/opencti-api.md#pushing-bundles). */
const maxBodyBytes = 52_428_800;
const maxDocuments = 200;

export interface GraphqlContext {
  readonly schema: GraphQLSchema;
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly refusal?: GraphQLError;
}

const documents = new WeakMap<GraphQLSchema, Map<string, DocumentNode>>();

const invalidBody = 'POST body missing, invalid Content-Type, or JSON object has no keys.';

/** The HTTP layer (docs/opencti-api.md#errors): calls `contextOf` once per operation. */
export function graphqlHttp(
  contextOf: (request: SandboxRequest) => GraphqlContext,
): (request: SandboxRequest) => Promise<SandboxResponse> {
  function document(schema: GraphQLSchema, query: string): DocumentNode | SandboxResponse {
    const known = documents.get(schema) ?? new Map<string, DocumentNode>();
    documents.set(schema, known);
    const cached = known.get(query);
    if (cached !== undefined) return cached;
    const parsed = parseOrError(query);
    if (parsed instanceof GraphQLError) return refused(200, [errorJson(parsed, 'GRAPHQL_PARSE_FAILED')]);
    const errors = [
      ...validate(schema, parsed, [...specifiedRules, NoSchemaIntrospectionCustomRule]),
      ...repeatedMutations(parsed),
    ];
    if (errors.length > 0)
      return refused(
        200,
        errors.map((error) => errorJson(error, 'GRAPHQL_VALIDATION_FAILED')),
      );
    if (known.size < maxDocuments) known.set(query, parsed);
    return parsed;
  }

  return async (request) => {
    if (request.path !== '/graphql' && request.path !== '/graphql/')
      return json(404, { status: 'error', error: 'Path not found' });
    if (request.method !== 'POST')
      return json(
        405,
        { name: 'MethodNotAllowedError', message: 'Method Not Allowed. Use POST for GraphQL requests.' },
        { allow: 'POST, OPTIONS' },
      );
    const operation = operationOf(request);
    if ('status' in operation) return operation;
    const { schema, rootValue, contextValue, refusal } = contextOf(request);
    if (refusal !== undefined) return refused(500, [errorJson(refusal, 'INTERNAL_SERVER_ERROR')]);
    const parsed = document(schema, operation.query);
    if ('status' in parsed) return parsed;
    const result = await execute({
      schema,
      document: parsed,
      rootValue,
      contextValue,
      variableValues: operation.variables,
      operationName: operation.operationName,
    });
    // Without `data` nothing was executed: the variables did not fit.
    const code = 'data' in result ? 'INTERNAL_SERVER_ERROR' : 'BAD_USER_INPUT';
    const errors = result.errors?.map((error) => errorJson(error, code));
    return json(
      200,
      { ...(errors === undefined ? {} : { errors }), ...('data' in result ? { data: result.data } : {}) },
      { 'cache-control': 'no-store' },
    );
  };
}

interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
}

function operationOf(request: SandboxRequest): Operation | SandboxResponse {
  const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
  if (!isJson || request.body.length === 0) return badRequest(invalidBody);
  const zipped = request.headers['content-encoding'] === 'gzip';
  const body = zipped ? gunzipSync(request.body) : request.body;
  if (body.length > maxBodyBytes) return json(500, { status: 'error', error: 'request entity too large' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch (error) {
    return json(500, { status: 'error', error: error instanceof Error ? error.message : String(error) });
  }
  if (Array.isArray(parsed)) return badRequest('Operation batching disabled.');
  if (!isRecord(parsed) || Object.keys(parsed).length === 0) return badRequest(invalidBody);
  if (typeof parsed.query !== 'string' || parsed.query === '')
    return badRequest('GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.');
  return {
    query: parsed.query,
    variables: isRecord(parsed.variables) ? parsed.variables : {},
    operationName: typeof parsed.operationName === 'string' ? parsed.operationName : undefined,
  };
}

function parseOrError(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** The platform refuses the same mutation twice in a document, by aliases. */
function repeatedMutations(document: DocumentNode): GraphQLError[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.MUTATION)
      return [];
    const names = definition.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    );
    return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
      (name) => new GraphQLError(`Allowed number of calls for Mutation->${name} has been exceeded (max: 1)`),
    );
  });
}

function badRequest(message: string): SandboxResponse {
  return refused(400, [errorJson(new GraphQLError(message), 'BAD_REQUEST')]);
}

function refused(status: number, errors: readonly unknown[]): SandboxResponse {
  return json(status, { errors }, status === 200 ? { 'cache-control': 'no-store' } : {});
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): SandboxResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-ratelimit-limit': '10000',
      'x-ratelimit-remaining': '9999',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}
