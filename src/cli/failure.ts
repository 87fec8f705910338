import type { ConfigFailure, MissingOptions } from '../config/index.js';
import type { RunFailure } from '../sync/index.js';

/** Everything that a command may fail with for a reason outside this program. */
export type CliFailure =
  | RunFailure
  | ConfigFailure
  | MissingOptions
  /** The command line itself; `message` says what is wrong with it. */
  | { readonly reason: 'usage'; readonly message: string; readonly hint: string }
  /** An id that names no item, or more than one. */
  | { readonly reason: 'no-such-item'; readonly message: string; readonly hint: string }
  /** A file that is there already and was not to be overwritten. */
  | { readonly reason: 'file-exists'; readonly path: string };
