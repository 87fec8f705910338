import { describeHttpFailure } from '../http/index.js';
import type { RunFailure } from './failure.js';

/** What failed, in one sentence without a way out: for the item's memory, its event and the work's messages. */
export function messageOf(failure: RunFailure): string {
  switch (failure.reason) {
    case 'threatvision-http':
    case 'opencti-http':
      return `${failure.doing}: ${describeHttpFailure(failure.http)}`;
    case 'threatvision-credentials':
    case 'opencti-credentials':
    case 'opencti-bundle-refused':
    case 'opencti-answer':
      return `${failure.doing}: ${failure.message}`;
    case 'threatvision-not-entitled':
      return `${failure.doing}: the account may not have it (HTTP 403 from ${failure.url})`;
    case 'threatvision-missing':
      return `${failure.doing}: it is not there (HTTP 404 from ${failure.url})`;
    case 'threatvision-answer':
      return `${failure.doing}: ${failure.message} (${failure.url})`;
    case 'opencti-refused':
      return `${failure.doing}: OpenCTI answers ${failure.code}: ${failure.message}`;
    case 'opencti-connector-gone':
      return `${failure.doing}: OpenCTI does not know the connector any more`;
    case 'opencti-version':
      return `OpenCTI ${failure.version} is too old: it takes ${failure.lowest} or later`;
    case 'state-unreadable':
      return `the state file ${failure.path} cannot be read: ${failure.message}`;
    case 'state-not-writable':
      return `the state file ${failure.path} cannot be written: ${failure.message}`;
    case 'locked':
      return `another run holds the lock: pid ${failure.holder.pid} on ${failure.holder.host}, for ${failure.ageSeconds} s (${failure.path})`;
    case 'lock-not-writable':
      return `the lock ${failure.path} cannot be taken: ${failure.message}`;
    case 'connector-state-unreadable':
      return `OpenCTI's state of connector ${failure.connectorId} cannot be read: ${failure.why}`;
    case 'output-not-writable':
      return `${failure.path} cannot be written: ${failure.message}`;
  }
}
