import type { HttpFailure } from '../http/index.js';
import type { Result } from '../lib/index.js';

/** `operation` reads as in "while registering the connector". */
export type OpenCtiFailure =
  /** No usable response: network, time-out, status, the page of a proxy. */
  | { readonly reason: 'opencti-http'; readonly operation: string; readonly http: HttpFailure }
  /** AUTH_REQUIRED, FORBIDDEN_ACCESS; `message` names the missing right if it is known. */
  | { readonly reason: 'opencti-credentials'; readonly operation: string; readonly message: string }
  /** A GraphQL error of neither the credentials nor one bundle; `code` as the platform spells it. */
  | {
      readonly reason: 'opencti-refused';
      readonly operation: string;
      readonly code: string;
      readonly message: string;
    }
  /** This bundle was refused ("Invalid bundle", body too large): a failure of the item, not an outage. */
  | { readonly reason: 'opencti-bundle-refused'; readonly operation: string; readonly message: string }
  /** The connector was deleted in the platform during the run. */
  | { readonly reason: 'opencti-connector-gone'; readonly operation: string }
  /** HTTP responded, but not with OpenCTI's GraphQL. */
  | { readonly reason: 'opencti-answer'; readonly operation: string; readonly message: string }
  | { readonly reason: 'opencti-version'; readonly version: string; readonly lowest: string }
  | LedgerFailure;

/** The local state cannot record open works, so that a killed run would leave them open. */
export interface LedgerFailure {
  readonly reason: 'state-unreadable' | 'state-not-writable';
  readonly path: string;
  readonly message: string;
}

export type OpenCtiResult<T> = Result<T, OpenCtiFailure>;

/** Whether a repeat can succeed: the connection failed, or the database was busy. */
export function isTransient(failure: OpenCtiFailure): boolean {
  switch (failure.reason) {
    case 'opencti-http':
      return failure.http.reason !== 'cancelled';
    case 'opencti-refused':
      return failure.code === 'LOCK_ERROR' || failure.code === 'DATABASE_ERROR';
    default:
      return false;
  }
}

/** Whether the platform can have carried out the request although no response of its own arrived. */
export function isAmbiguous(failure: OpenCtiFailure): boolean {
  if (failure.reason !== 'opencti-http') return false;
  const { http } = failure;
  switch (http.reason) {
    case 'network':
    case 'cancelled':
      return true;
    case 'timeout':
      return http.phase !== 'connect';
    case 'http-status':
      return http.status === 502 || http.status === 504;
    case 'too-large':
    case 'redirect-refused':
      return false;
  }
}
