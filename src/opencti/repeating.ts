import type { OpenCtiFailure } from './types.js';

/** Everything that a moment's patience may heal: the way to the platform, or its own database being busy. */
export function mayPass(failure: OpenCtiFailure): boolean {
  switch (failure.reason) {
    case 'opencti-http':
      return failure.http.reason !== 'cancelled';
    case 'opencti-refused':
      return failure.code === 'LOCK_ERROR' || failure.code === 'DATABASE_ERROR';
    default:
      return false;
  }
}

/** No failure of the platform, but of the way to it: the request may have been carried out all the same. */
export function isAmbiguous(failure: OpenCtiFailure): boolean {
  if (failure.reason !== 'opencti-http') return false;
  const { http } = failure;
  switch (http.reason) {
    case 'network':
      return true;
    case 'timeout':
      return http.phase !== 'connect';
    case 'http-status':
      return http.status === 502 || http.status === 504;
    case 'too-large':
    case 'redirect-refused':
    case 'cancelled':
      return false;
  }
}
