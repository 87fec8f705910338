import type { OpenCtiFailure } from '../opencti/index.js';
import type { LockFailure, StateFailure } from '../state/index.js';
import type { ThreatVisionFailure } from '../threatvision/index.js';

/** Everything that can end a run for a reason outside this program. Printed in one place, by the command line. */
export type RunFailure =
  | ThreatVisionFailure
  | OpenCtiFailure
  | StateFailure
  | LockFailure
  /** The platform's `connector_state` is something that we cannot read: nothing has been touched. */
  | { readonly reason: 'connector-state-unreadable'; readonly connectorId: string; readonly why: string }
  | { readonly reason: 'output-not-writable'; readonly path: string; readonly message: string };
