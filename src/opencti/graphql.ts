import {
  describeHttpFailure,
  type HttpClient,
  type HttpFailure,
  type HttpResponse,
  type RequestPatience,
} from '../http/index.js';
import { err, isJsonObject, type JsonObject, ok, parseJson, parseJsonObject } from '../lib/index.js';
import { classify, type Clean, decisiveError, type PlatformError } from './errors.js';
import type { OpenCtiFailure, OpenCtiResult } from './failure.js';

export interface Operation<T> {
  readonly operation: string;
  /** OpenCTI refuses several operations in one document. */
  readonly query: string;
  readonly variables?: JsonObject | undefined;
  /** Named in the failure if it is missing (docs/opencti-api.md#rights). */
  readonly right?: string | undefined;
  /** Reads `data`; undefined for another shape. Texts for messages must pass `clean`. */
  readonly read: (data: JsonObject, clean: Clean) => T | undefined;
  /** Whether a repeat is harmless; if not, the caller settles a lost response. Default true. */
  readonly repeatable?: boolean | undefined;
  readonly patience?: RequestPatience | undefined;
}

/** GraphQL errors arrive with HTTP 200: `errors` is read before the status (docs/opencti-api.md#errors). */
export type GraphQl = <T>(operation: Operation<T>) => Promise<OpenCtiResult<T>>;

/** Enough for twenty works with a hundred refused objects each. */
const maxResponseBytes = 32 * 1024 * 1024;

/** The one endpoint (docs/opencti-api.md#endpoint-and-authentication). `url`: a base path is kept. */
export function createGraphQl(options: {
  readonly http: HttpClient;
  readonly url: URL;
  readonly token: string;
}): GraphQl {
  const { http, token } = options;
  const clean = http.outsideText;
  const url = new URL(`${options.url.origin}${options.url.pathname.replace(/\/+$/, '')}/graphql`);

  return async (request) => {
    const { operation, query, variables = {}, repeatable = true, patience } = request;
    const answer = await http.send({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        // Without it, a draft that the user has open in the platform would receive the data.
        'opencti-draft-id': '',
      },
      body: requestBody(query, variables),
      bearer: () => token,
      maxResponseBytes,
      retry: repeatable ? (response) => retryByCode(response, clean) : 'never',
      patience,
    });
    if (!answer.ok) return err(failureOfHttp(answer.failure, request, clean));

    const parsed = parseJson(answer.value.body);
    if (!parsed.ok && parsed.failure.reason === 'json-limit') {
      return err({ reason: 'opencti-answer', operation, message: `the response ${parsed.failure.message}` });
    }
    const body = parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
    const error = body === undefined ? undefined : decisiveError(body, clean);
    if (error !== undefined) return err(failureOfError(error, request));
    const value = isJsonObject(body?.data) ? request.read(body.data, clean) : undefined;
    if (value !== undefined) return ok(value);
    return err({
      reason: 'opencti-answer',
      operation,
      message: `${describeAnswer(url, answer.value, clean)}; ${checkUrl}`,
    });
  };
}

/** The body of the request, whose length in bytes the platform limits. */
export function requestBody(query: string, variables: JsonObject): string {
  return JSON.stringify({ query, variables });
}

/** A success without GraphQL (the page of a proxy, a cut body) is repeated like a 500. */
function retryByCode(answer: HttpResponse, clean: Clean): 'retry' | 'keep' {
  const parsed = parseJson(answer.body);
  if (!parsed.ok && parsed.failure.reason === 'json-limit') return 'keep';
  if (!parsed.ok || !isJsonObject(parsed.value)) return answer.status < 300 ? 'retry' : 'keep';
  const error = decisiveError(parsed.value, clean);
  return error !== undefined && classify(error).class === 'retry' ? 'retry' : 'keep';
}

const checkUrl =
  'this is not the GraphQL endpoint of OpenCTI: check opencti.url, and any proxy or maintenance page in front of it';

/** Describes the page of a proxy, a login or another product as an unexpected HTTP response. */
function describeAnswer(url: URL, { status, headers, body }: HttpResponse, clean: Clean): string {
  return describeHttpFailure({
    reason: 'http-status',
    method: 'POST',
    url: url.href,
    attempts: 1,
    status,
    body: clean(body.toString('utf8', 0, 64 * 1024), Infinity),
    contentType: clean(headers['content-type'] ?? ''),
  });
}

type Request = Pick<Operation<unknown>, 'operation' | 'right'>;

function failureOfError(error: PlatformError, { operation, right }: Request): OpenCtiFailure {
  const text = error.cause === '' ? error.message : `${error.message}: ${error.cause}`;
  const { class: errorClass, code } = classify(error);
  switch (errorClass) {
    case 'credentials':
      return {
        reason: 'opencti-credentials',
        operation,
        message: explainRefusal(code, error.message, right),
      };
    case 'gone':
      return { reason: 'opencti-connector-gone', operation };
    case 'bundle':
      return { reason: 'opencti-bundle-refused', operation, message: text };
    case 'retry':
    case 'platform':
      return { reason: 'opencti-refused', operation, code, message: text };
  }
}

/** A wrong token and a user without API access get the same text (docs/opencti-api.md#rights). */
function explainRefusal(code: string, message: string, right: string | undefined): string {
  if (code === 'AUTH_REQUIRED') {
    return 'OpenCTI does not accept opencti.token: the token is wrong, or (from OpenCTI 7.260224.0 on) its user lacks APIACCESS_USETOKEN';
  }
  if (code === 'FORBIDDEN_ACCESS' && right !== undefined) {
    return `the user of opencti.token lacks ${right}: give it that capability, or the group Connectors`;
  }
  return `${code}: ${message}`;
}

function failureOfHttp(http: HttpFailure, request: Request, clean: Clean): OpenCtiFailure {
  const { operation } = request;
  if (http.reason !== 'http-status') return { reason: 'opencti-http', operation, http };
  const body = parseJsonObject(http.body);
  const error = body === undefined ? undefined : decisiveError(body, clean);
  if (error !== undefined) return failureOfError(error, request);
  const text = describeHttpFailure(http);
  switch (http.status) {
    case 404:
      return { reason: 'opencti-answer', operation, message: `${text}; ${checkUrl}` };
    case 401:
    case 403:
      return {
        reason: 'opencti-answer',
        operation,
        message: `${text}; opencti.token or opencti.url can be wrong (OPENCTI_TOKEN, OPENCTI_URL), or a proxy in front requires opencti.custom_headers`,
      };
    default:
      return { reason: 'opencti-http', operation, http };
  }
}
