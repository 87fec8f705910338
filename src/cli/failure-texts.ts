import { describeProblem } from '../config/index.js';
import { messageOf, type RunFailure } from '../sync/index.js';
import type { CliFailure } from './failure.js';

/** A failure for people: what failed and where, and what to do about it. Both are whole sentences. */
export interface FailureText {
  readonly message: string;
  readonly hint: string;
}

/** The one place where failures become texts. Exhaustive: a new reason does not compile without its way out. */
export function describeFailure(failure: CliFailure): FailureText {
  switch (failure.reason) {
    case 'config':
      return {
        message: sentence(
          `the configuration is not usable: ${failure.problems.map(describeProblem).join('; ')}`,
        ),
        hint: 'Correct it where it was written; `teamt5-opencti config --help` explains every option.',
      };
    case 'config-missing': {
      const names = failure.missing.map(({ key, env }) => `${env} (${key} in the file)`).join(', ');
      return {
        message: `Not configured: ${names}.`,
        hint: 'Set what is missing in the environment or in .teamt5rc; `teamt5-opencti init` writes the file.',
      };
    }
    case 'usage':
    case 'no-such-item':
      return { message: failure.message, hint: failure.hint };
    case 'file-exists':
      return {
        message: `${failure.path} is there already.`,
        hint: 'Nothing was written; --force overwrites it.',
      };
    default:
      return { message: sentence(messageOf(failure)), hint: waysOut[failure.reason] };
  }
}

const goesOn = 'A run loses nothing: the next one goes on where it stopped.';

/** What to do about a failure that ended a run, or a command of another kind. */
const waysOut: Readonly<Record<RunFailure['reason'], string>> = {
  'threatvision-credentials':
    'Check TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET (or TEAMT5_API_KEY); `teamt5-opencti auth` tries them.',
  'threatvision-http': `Check TEAMT5_API_BASE_URL and the network if it stays. ${goesOn}`,
  'threatvision-answer': `Check TEAMT5_API_BASE_URL and the network if it stays. ${goesOn}`,
  'threatvision-not-entitled': 'Ask TeamT5 whether the subscription covers it.',
  'threatvision-missing': 'Ask TeamT5 about the item if it stays.',
  'opencti-credentials':
    "Check OPENCTI_TOKEN and its user's group (the built-in group Connectors has the rights); `teamt5-opencti auth` tells what is missing.",
  'opencti-http': `Check OPENCTI_URL and the network if it stays. ${goesOn}`,
  'opencti-answer': `Check OPENCTI_URL and the network if it stays. ${goesOn}`,
  'opencti-refused': `The platform's own log says more. ${goesOn}`,
  'opencti-bundle-refused':
    'It will be tried again; lower opencti.max_bundle_bytes if its size is the cause.',
  'opencti-connector-gone': 'It was deleted in the platform. The next run registers it anew and starts over.',
  'opencti-version': 'Upgrade OpenCTI.',
  'state-unreadable': "Move the file away: the next run goes on from OpenCTI's copy of the state.",
  'state-not-writable':
    'Free space or give another directory by TEAMT5_STATE_DIR; what was delivered since the last write comes again.',
  locked: 'Nothing to do if that run is at work; it goes on without this one.',
  'lock-not-writable': 'Give a directory that this user can write to by TEAMT5_STATE_DIR.',
  'connector-state-unreadable':
    'Nothing was touched. Press "Reset connector state" in OpenCTI (Data > Ingestion > Connectors), or use another CONNECTOR_ID.',
  'output-not-writable': 'Give a place that this user can write to.',
};

/** What to do about one item that failed while the run went on. */
const itemWaysOut: Readonly<Record<string, string>> = {
  'threatvision-not-entitled': waysOut['threatvision-not-entitled'],
  'threatvision-missing': waysOut['threatvision-missing'],
  'opencti-bundle-refused': 'Lower opencti.max_bundle_bytes if its size is the cause; it is tried again.',
};

/** @param reason an item failure's; those without advice of their own are tried again without anybody's help */
export const itemWayOut = (reason: string): string =>
  itemWaysOut[reason] ?? 'It is tried again by itself; `teamt5-opencti status` says when.';

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
