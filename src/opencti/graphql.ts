import { describeHttpFailure, type HttpClient, type HttpFailure, type HttpResponse } from '../http/index.js';
import { err, ok } from '../lib/index.js';
import { classify, decisiveError, type PlatformError } from './errors.js';
import { type Fields, isFields, parseObject } from './guards.js';
import type { OpenCtiFailure, OpenCtiResult } from './types.js';

export interface Operation<T> {
  /** For messages, as in "while registering the connector". */
  readonly doing: string;
  /** One operation; OpenCTI refuses several. */
  readonly query: string;
  readonly variables?: Fields;
  /** The capability it needs, named when it is missing (contract page, section 1). */
  readonly right?: string;
  /** The value in `data`; undefined where the answer is not what was asked for. */
  readonly read: (data: Fields) => T | undefined;
  /** Default true: a repeat is harmless. False: one attempt, an answer lost on the way is the caller's to settle. */
  readonly repeatable?: boolean;
}

/** One POST, its answer as a value. Errors come with HTTP 200: they are looked at first, the status never alone. */
export type GraphQl = <T>(operation: Operation<T>) => Promise<OpenCtiResult<T>>;

/** Room for twenty works with a hundred refused objects each. */
const maxResponseBytes = 32 * 1024 * 1024;

/**
 * The platform's one endpoint.
 * @param options.url the platform's address: a base path is kept, trailing slashes are not (`//graphql` is 404)
 */
export function createGraphQl(options: {
  readonly http: HttpClient;
  readonly url: URL;
  readonly token: string;
}): GraphQl {
  const { http, token } = options;
  const url = new URL(`${options.url.origin}${options.url.pathname.replace(/\/+$/, '')}/graphql`);

  return async (operation) => {
    const { doing, query, variables = {}, repeatable = true } = operation;
    const answer = await http.send({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        // Empty: else a draft that the token's user has open in the platform's pages would take our data.
        'opencti-draft-id': '',
      },
      body: requestBody(query, variables),
      bearer: () => token,
      maxResponseBytes,
      retry: repeatable ? retryByCode : 'never',
    });
    if (!answer.ok) return err(failureOfHttp(answer.failure, operation));

    const body = parseObject(answer.value.body.toString());
    const error = body === undefined ? undefined : decisiveError(body);
    if (error !== undefined) return err(failureOfError(error, operation));
    const value = isFields(body?.data) ? operation.read(body.data) : undefined;
    if (value !== undefined) return ok(value);
    return err({
      reason: 'opencti-answer',
      doing,
      message: `${describeAnswer(url, answer.value)}; ${checkUrl}`,
    });
  };
}

/** What goes over the wire; its length in bytes is what the platform limits. */
export function requestBody(query: string, variables: Fields): string {
  return JSON.stringify({ query, variables });
}

function retryByCode(answer: HttpResponse): 'retry' | 'keep' {
  const body = parseObject(answer.body.toString());
  const error = body === undefined ? undefined : decisiveError(body);
  return error !== undefined && classify(error).class === 'retry' ? 'retry' : 'keep';
}

const checkUrl =
  'this is not OpenCTI’s GraphQL: check opencti.url, and what a proxy or maintenance page in front does';

/** The page of a proxy, a login or another product: named as for any unexpected HTTP answer. */
function describeAnswer(url: URL, { status, headers, body }: HttpResponse): string {
  return describeHttpFailure({
    reason: 'http-status',
    method: 'POST',
    url: url.href,
    attempts: 1,
    status,
    body: body.toString('utf8', 0, 64 * 1024),
    contentType: headers['content-type'] ?? '',
  });
}

type Asked = Pick<Operation<unknown>, 'doing' | 'right'>;

function failureOfError(error: PlatformError, { doing, right }: Asked): OpenCtiFailure {
  const said = error.cause === '' ? error.message : `${error.message}: ${error.cause}`;
  const { class: errorClass, code } = classify(error);
  switch (errorClass) {
    case 'credentials':
      return { reason: 'opencti-credentials', doing, message: explainRefusal(code, error.message, right) };
    case 'gone':
      return { reason: 'opencti-connector-gone', doing };
    case 'bundle':
      return { reason: 'opencti-bundle-refused', doing, message: said };
    case 'retry':
    case 'platform':
      return { reason: 'opencti-refused', doing, code, message: said };
  }
}

/** The platform refuses a wrong token and a user without API access with the same text (docs/opencti-api.md#rights). */
function explainRefusal(code: string, message: string, right: string | undefined): string {
  if (code === 'AUTH_REQUIRED') {
    return 'OpenCTI does not accept opencti.token: the token is wrong, or (from OpenCTI 7.260224.0 on) its user lacks APIACCESS_USETOKEN';
  }
  if (code === 'FORBIDDEN_ACCESS' && right !== undefined) {
    return `the user of opencti.token lacks ${right}: give it that capability, or the group Connectors`;
  }
  return `${code}: ${message}`;
}

function failureOfHttp(http: HttpFailure, asked: Asked): OpenCtiFailure {
  const { doing } = asked;
  if (http.reason !== 'http-status') return { reason: 'opencti-http', doing, http };
  const body = parseObject(http.body);
  const error = body === undefined ? undefined : decisiveError(body);
  if (error !== undefined) return failureOfError(error, asked);
  const said = describeHttpFailure(http);
  switch (http.status) {
    case 404:
      return { reason: 'opencti-answer', doing, message: `${said}; ${checkUrl}` };
    case 401:
    case 403:
      return {
        reason: 'opencti-answer',
        doing,
        message: `${said}; opencti.token or opencti.url may be wrong (OPENCTI_TOKEN, OPENCTI_URL), or a proxy in front asks for what goes into opencti.custom_headers`,
      };
    default:
      return { reason: 'opencti-http', doing, http };
  }
}
