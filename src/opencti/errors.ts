import { type Fields, fieldsIn, isFields, oneLine, textOf } from './guards.js';

/** One member of `errors` in a GraphQL answer. */
export interface PlatformError {
  /** As the platform spells it; empty where it gives none. */
  readonly code: string;
  readonly message: string;
  /** The operation's field, e.g. `stixBundlePush`. */
  readonly field: string;
  /** `extensions.data.cause.message`, the reason behind "Invalid bundle"; empty where the platform tells none. */
  readonly cause: string;
}

/**
 * What an error means for us: `retry`: busy, a repeat is harmless; `credentials`: the token or its rights;
 * `bundle`: this bundle alone is refused; `gone`: the connector is not registered; `platform`: all else.
 */
export type Meaning = 'retry' | 'credentials' | 'bundle' | 'gone' | 'platform';

interface Row {
  readonly code: string;
  readonly meaning: Meaning;
  readonly field?: string;
  readonly message?: RegExp;
  readonly cause?: RegExp;
}

/** The first row that fits decides; what fits none is `platform` (contract page, section 2). */
const rows: readonly Row[] = [
  { code: 'LOCK_ERROR', meaning: 'retry' },
  { code: 'DATABASE_ERROR', meaning: 'retry' },
  { code: 'AUTH_REQUIRED', meaning: 'credentials' },
  { code: 'OTP_REQUIRED', meaning: 'credentials' },
  { code: 'FORBIDDEN_ACCESS', meaning: 'credentials' },
  { code: 'FUNCTIONAL_ERROR', message: /^No connector found/, meaning: 'gone' },
  {
    code: 'INTERNAL_SERVER_ERROR',
    field: 'workAdd',
    message: /^Cannot read prop.* of null/,
    meaning: 'gone',
  },
  { code: 'UNSUPPORTED_ERROR', field: 'stixBundlePush', cause: /^Invalid connector/, meaning: 'gone' },
  { code: 'UNSUPPORTED_ERROR', field: 'stixBundlePush', meaning: 'bundle' },
  { code: 'VALIDATION_ERROR', field: 'stixBundlePush', meaning: 'bundle' },
  { code: 'MISSING_REFERENCE_ERROR', field: 'stixBundlePush', meaning: 'bundle' },
];

export function meaningOf(error: PlatformError): Meaning {
  const row = rows.find(
    ({ code, field, message, cause }) =>
      code === error.code &&
      (field === undefined || field === error.field) &&
      (message?.test(error.message) ?? true) &&
      (cause?.test(error.cause) ?? true),
  );
  return row?.meaning ?? 'platform';
}

/** The first error of a GraphQL answer: one operation per request has one that matters. */
export function firstError(answer: Fields): PlatformError | undefined {
  const error = fieldsIn(answer.errors)[0];
  if (error === undefined) return undefined;
  const extensions = isFields(error.extensions) ? error.extensions : {};
  const data = isFields(extensions.data) ? extensions.data : {};
  const cause = isFields(data.cause) ? data.cause : {};
  const path: unknown = Array.isArray(error.path) ? error.path[0] : undefined;
  return {
    code: textOf(extensions.code) ?? textOf(error.name) ?? '',
    message: oneLine(textOf(error.message) ?? ''),
    field: textOf(path) ?? '',
    cause: oneLine(textOf(cause.message) ?? ''),
  };
}
