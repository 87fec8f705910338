import type { ConfigFailure, MissingOptions } from '../../config/index.js';
import type { RunFailure } from '../../sync/index.js';

/** An exception, which is a bug: the only failure whose cause is this program. */
export interface BugFailure {
  readonly reason: 'bug';
  readonly message: string;
}

export const bugHint = 'Please report it, with the output of the same command with --log-level debug.';

export type CliFailure =
  | RunFailure
  | BugFailure
  | ConfigFailure
  | MissingOptions
  | { readonly reason: 'usage'; readonly message: string; readonly hint: string }
  /** An id matches no item, or more than one. */
  | { readonly reason: 'no-such-item'; readonly message: string; readonly hint: string }
  /** The file must not be overwritten. */
  | { readonly reason: 'file-exists'; readonly path: string };

/** For cron and scripts (docs/operations.md#exit-codes). */
export const exitCodes = {
  done: 0,
  bug: 1,
  usage: 2,
  credentials: 3,
  threatvision: 4,
  opencti: 5,
  itemsFailed: 6,
  locked: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes] | 130 | 143;

export function exitCodeOf(failure: CliFailure): ExitCode {
  switch (failure.reason) {
    case 'config':
    case 'config-missing':
    case 'usage':
    case 'state-unreadable':
    case 'state-not-writable':
    case 'state-not-private':
    case 'lock-not-writable':
    case 'connector-state-unreadable':
    case 'output-not-writable':
    case 'no-such-item':
    case 'file-exists':
      return exitCodes.usage;
    case 'threatvision-credentials':
    case 'opencti-credentials':
      return exitCodes.credentials;
    case 'threatvision-http':
    case 'threatvision-not-entitled':
    case 'threatvision-missing':
    case 'threatvision-answer':
      return exitCodes.threatvision;
    case 'conversion-limit':
      return exitCodes.itemsFailed;
    case 'opencti-http':
    case 'opencti-refused':
    case 'opencti-bundle-refused':
    case 'opencti-connector-gone':
    case 'opencti-answer':
    case 'opencti-version':
      return exitCodes.opencti;
    case 'locked':
      return exitCodes.locked;
    case 'bug':
      return exitCodes.bug;
  }
}

/** @param message and `hint`: whole sentences */
export function usage(message: string, hint: string): CliFailure & { readonly reason: 'usage' } {
  return { reason: 'usage', message, hint };
}
