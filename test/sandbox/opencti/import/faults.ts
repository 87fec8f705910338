/** Why an object is not stored (docs/opencti-api.md#import-rules). */
export type Fault =
  | { readonly kind: 'refused'; readonly error: string }
  /** The worker gives the message up: no error, and the object is not counted as processed. */
  | { readonly kind: 'lost' }
  /** The importer skips it: no error, counted as processed. */
  | { readonly kind: 'dropped' };

export function errorText(fault: Fault): string {
  return fault.kind === 'refused' ? fault.error : '';
}

export const lost: Fault = { kind: 'lost' };
export const dropped: Fault = { kind: 'dropped' };

export function pythonError(error: string): Fault {
  return { kind: 'refused', error };
}

/** A key that the Python client reads without a default. */
export const missingKey = (key: string): Fault => pythonError(`'${key}'`);

export function platformError(name: string, message: string): Fault {
  return pythonError(`{'name': ${pythonText(name)}, 'error_message': ${pythonText(message)}}`);
}

export const functionalError = (message: string): Fault => platformError('FUNCTIONAL_ERROR', message);

export function inputError(variable: string, path: string, message: string): Fault {
  const place = path === '' ? '' : ` at ${path}`;
  return platformError('BAD_USER_INPUT', `Variable "$${variable}" has invalid value${place}: ${message}`);
}

export function missingElements(entityType: string, elements: string): Fault {
  return functionalError(`Missing required elements for ${entityType} creation (${elements})`);
}

export function pythonText(value: string): string {
  const escaped = value.replaceAll('\\', '\\\\');
  return value.includes("'") && !value.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

export function pythonType(value: unknown): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return 'dict';
}
