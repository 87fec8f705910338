import type { HttpClient } from '../http/index.js';
import { isJsonObject, type JsonObject, jsonObjectsIn, nonEmptyString } from '../lib/index.js';

export type Clean = HttpClient['outsideText'];

export interface PlatformError {
  /** Outermost first: `extensions.code`, `name`, that of the cause, and those of wrapped errors. */
  readonly codes: readonly string[];
  readonly message: string;
  /** The operation's field, for example `stixBundlePush`. */
  readonly field: string;
  /** `extensions.data.cause.message`, the reason behind "Invalid bundle"; can be empty. */
  readonly cause: string;
}

/** `bundle`: only this one is refused; `gone`: the connector is unknown; `platform`: anything else. */
export type ErrorClass = 'retry' | 'credentials' | 'bundle' | 'gone' | 'platform';

interface Row {
  readonly code: string;
  readonly class: ErrorClass;
  readonly field?: string | undefined;
  readonly message?: RegExp | undefined;
  readonly cause?: RegExp | undefined;
}

/** The first row that matches decides (docs/opencti-api.md#errors). */
const rows: readonly Row[] = [
  { code: 'LOCK_ERROR', class: 'retry' },
  { code: 'DATABASE_ERROR', class: 'retry' },
  { code: 'AUTH_REQUIRED', class: 'credentials' },
  { code: 'OTP_REQUIRED', class: 'credentials' },
  { code: 'FORBIDDEN_ACCESS', class: 'credentials' },
  { code: 'FUNCTIONAL_ERROR', message: /^No connector found/, class: 'gone' },
  { code: 'INTERNAL_SERVER_ERROR', field: 'workAdd', message: /^Cannot read prop.* of null/, class: 'gone' },
  { code: 'UNSUPPORTED_ERROR', field: 'stixBundlePush', cause: /^Invalid connector/, class: 'gone' },
  { code: 'UNSUPPORTED_ERROR', field: 'stixBundlePush', class: 'bundle' },
  { code: 'VALIDATION_ERROR', field: 'stixBundlePush', class: 'bundle' },
  { code: 'MISSING_REFERENCE_ERROR', field: 'stixBundlePush', class: 'bundle' },
];

/** The class of an error, and the code that decided it: without a matching row, the outermost one. */
export function classify(error: PlatformError): { readonly class: ErrorClass; readonly code: string } {
  const row = rows.find(
    ({ code, field, message, cause }) =>
      error.codes.includes(code) &&
      (field === undefined || field === error.field) &&
      (message?.test(error.message) ?? true) &&
      (cause?.test(error.cause) ?? true),
  );
  return row ?? { class: 'platform', code: error.codes[0] ?? '' };
}

/** The first error that a row matches, else the first one. */
export function decisiveError(response: JsonObject, clean: Clean): PlatformError | undefined {
  const errors = jsonObjectsIn(response.errors).map((error) => readError(error, clean));
  return errors.find((error) => classify(error).class !== 'platform') ?? errors[0];
}

function readError(error: JsonObject, clean: Clean): PlatformError {
  const extensions = isJsonObject(error.extensions) ? error.extensions : {};
  const data = isJsonObject(extensions.data) ? extensions.data : {};
  const cause = isJsonObject(data.cause) ? data.cause : {};
  const causeExtensions = isJsonObject(cause.extensions) ? cause.extensions : {};
  const message = nonEmptyString(error.message) ?? '';
  const causeMessage = nonEmptyString(cause.message) ?? '';
  const codes = [
    ...[extensions.code, error.name, causeExtensions.code].flatMap((code) => nonEmptyString(code) ?? []),
    ...wrappedCodes(message),
    ...wrappedCodes(causeMessage),
  ];
  const path: unknown = Array.isArray(error.path) ? error.path[0] : undefined;
  return {
    codes: [...new Set(codes)].map((code) => clean(code, 100)),
    message: clean(message),
    field: clean(nonEmptyString(path) ?? '', 100),
    cause: clean(causeMessage),
  };
}

/** `code: "LOCK_ERROR"` as Node.js prints it, or `"code":"LOCK_ERROR"`, also with escaped quotes. */
const wrappedCode = /\bcode\\?["']?\s*:\s*\\?["']([A-Z][A-Z_]{2,60})\\?["']/g;

/** Codes that the platform printed into the message of another error (docs/opencti-api.md#errors). */
function wrappedCodes(message: string): readonly string[] {
  return Array.from(message.matchAll(wrappedCode), ([, code]) => code ?? '');
}
