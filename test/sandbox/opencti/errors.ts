import { GraphQLError } from 'graphql';

type Details = Readonly<Record<string, unknown>>;

function platformError(
  message: string,
  code: string,
  httpStatus: number,
  genre: 'BUSINESS' | 'TECHNICAL',
  details: Details = {},
): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, data: { http_status: httpStatus, genre, ...details } },
  });
}

/** No token, a wrong one, or a user without APIACCESS_USETOKEN (docs/opencti-api.md#rights). */
export const authRequired = (): GraphQLError =>
  platformError('You must be logged in to do this.', 'AUTH_REQUIRED', 401, 'TECHNICAL');

export const forbiddenAccess = (): GraphQLError =>
  platformError('You are not allowed to do this.', 'FORBIDDEN_ACCESS', 403, 'TECHNICAL');

export const functionalError = (message: string, details?: Details): GraphQLError =>
  platformError(message, 'FUNCTIONAL_ERROR', 400, 'BUSINESS', details);

export const alreadyDeleted = (connectorId: string): GraphQLError =>
  platformError('Already deleted elements', 'ALREADY_DELETED_ERROR', 400, 'BUSINESS', { connectorId });

/** A refused push. `cause` is `{}` for an error of JavaScript (docs/opencti-api.md#pushing-bundles). */
export function invalidBundle(cause?: {
  readonly message: string;
  readonly connectorId?: string;
}): GraphQLError {
  const details = cause?.connectorId === undefined ? {} : { connectorId: cause.connectorId };
  return platformError('Invalid bundle', 'UNSUPPORTED_ERROR', 500, 'BUSINESS', {
    cause:
      cause === undefined
        ? {}
        : {
            message: cause.message,
            extensions: {
              code: 'UNSUPPORTED_ERROR',
              data: { http_status: 500, genre: 'BUSINESS', ...details },
            },
          },
  });
}

/** The header `opencti-work-id` names an ended work: refused before GraphQL, with HTTP 500. */
export const workNotAlive = (): GraphQLError =>
  platformError(
    'Work is no longer alive, no request can be done within the context of this work',
    'WORK_NOT_ALIVE',
    400,
    'BUSINESS',
  );

/** `name` repeats the code. */
export function errorJson(error: GraphQLError, fallbackCode: string): Record<string, unknown> {
  const code = typeof error.extensions.code === 'string' ? error.extensions.code : fallbackCode;
  return {
    message: error.message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { ...error.extensions, code },
    name: code,
  };
}
