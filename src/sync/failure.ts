import { describeHttpFailure } from '../http/index.js';
import type { OpenCtiFailure } from '../opencti/index.js';
import type { ConversionLimitFailure } from './prepare.js';
import type { LockFailure, StateFailure, UnsafeState } from '../state/index.js';
import type { ThreatVisionFailure } from '../threatvision/index.js';

/** Everything outside this program that can end a run (docs/architecture.md#failures). */
export type RunFailure =
  | ThreatVisionFailure
  | OpenCtiFailure
  | ConversionLimitFailure
  | StateFailure
  | LockFailure
  | UnsafeState
  /** The platform's `connector_state` cannot be parsed: nothing has been touched. */
  | {
      readonly reason: 'connector-state-unreadable';
      readonly connectorId: string;
      readonly why: string;
      readonly laterVersion?: true | undefined;
    }
  | { readonly reason: 'output-not-writable'; readonly path: string; readonly message: string };

/** One sentence without advice: for the item, its work in OpenCTI, and the command line. */
export function messageOf(failure: RunFailure): string {
  switch (failure.reason) {
    case 'threatvision-http':
    case 'opencti-http':
      return `${failure.operation}: ${describeHttpFailure(failure.http)}`;
    case 'threatvision-credentials':
    case 'opencti-credentials':
    case 'opencti-bundle-refused':
    case 'opencti-answer':
    case 'conversion-limit':
      return `${failure.operation}: ${failure.message}`;
    case 'threatvision-not-entitled':
      return `${failure.operation}: access denied for this account (HTTP ${failure.status} from ${failure.url})`;
    case 'threatvision-missing':
      return `${failure.operation}: not found (HTTP ${failure.status} from ${failure.url})`;
    case 'threatvision-answer':
      return `${failure.operation}: ${failure.message} (${failure.url})`;
    case 'opencti-refused':
      return `${failure.operation}: OpenCTI returned ${failure.code}: ${failure.message}`;
    case 'opencti-connector-gone':
      return `${failure.operation}: the connector is not registered in OpenCTI any more`;
    case 'opencti-version':
      return `OpenCTI ${failure.version} is too old: ${failure.lowest} or later is required`;
    case 'state-unreadable':
      return `the state file ${failure.path} cannot be read: ${failure.message}`;
    case 'state-not-writable':
      return `the state file ${failure.path} cannot be written: ${failure.message}`;
    case 'state-not-private':
      return `${failure.path} cannot be used for the state: ${failure.message}`;
    case 'locked':
      return `another run holds the lock: pid ${failure.holder.pid} on ${failure.holder.host}, for ${failure.ageSeconds} s (${failure.path})`;
    case 'lock-not-writable':
      return `the lock ${failure.path} cannot be taken: ${failure.message}`;
    case 'connector-state-unreadable':
      return `the state that OpenCTI holds for connector ${failure.connectorId} cannot be read: ${failure.why}`;
    case 'output-not-writable':
      return `${failure.path} cannot be written: ${failure.message}`;
  }
}
