import { type ConfigFailure, describeProblem, type MissingOptions } from '../config/index.js';
import { messageOf, type RunFailure } from '../sync/index.js';

/** Everything that a command may fail with for a reason outside this program. */
export type CliFailure =
  | RunFailure
  | ConfigFailure
  | MissingOptions
  /** The command line itself; `message` says what is wrong with it. */
  | { readonly reason: 'usage'; readonly message: string; readonly hint: string }
  | { readonly reason: 'no-such-item'; readonly message: string };

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
        message: `The configuration is not usable: ${failure.problems.map(describeProblem).join('; ')}.`,
        hint: 'Correct it; `teamt5-opencti config` shows each value and where it comes from.',
      };
    case 'config-missing': {
      const names = failure.missing.map(({ key, env }) => `${env} (${key} in the file)`).join(', ');
      const service = failure.purpose === 'push' ? 'OpenCTI' : 'ThreatVision';
      return {
        message: `${service} is not configured: ${names} missing.`,
        hint: 'Set them in the environment or in .teamt5rc.',
      };
    }
    case 'usage':
      return { message: failure.message, hint: failure.hint };
    case 'no-such-item':
      return { message: failure.message, hint: '`list` shows the ids.' };
    default:
      return { message: sentence(messageOf(failure)), hint: wayOut(failure) };
  }
}

function wayOut(failure: RunFailure): string {
  switch (failure.reason) {
    case 'threatvision-credentials':
      return 'Check TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET (or TEAMT5_API_KEY); `teamt5-opencti auth` tries them.';
    case 'threatvision-http':
    case 'threatvision-answer':
      return 'Nothing is lost: the next run goes on from here. Check TEAMT5_API_BASE_URL and the network if it stays.';
    case 'threatvision-not-entitled':
      return 'Ask TeamT5 whether the subscription covers it.';
    case 'threatvision-missing':
      return 'Ask TeamT5 about the item if it stays.';
    case 'opencti-credentials':
      return "Check OPENCTI_TOKEN and its user's group (the built-in group Connectors has the rights); `teamt5-opencti auth` tells what is missing.";
    case 'opencti-http':
    case 'opencti-answer':
      return 'Nothing is lost: the next run goes on from here. Check OPENCTI_URL and the network if it stays.';
    case 'opencti-refused':
      return "Nothing is lost: the next run goes on from here. The platform's own log says more.";
    case 'opencti-bundle-refused':
      return 'It will be tried again; lower opencti.max_bundle_bytes if its size is the cause.';
    case 'opencti-connector-gone':
      return 'It was deleted in the platform. The next run registers it anew and starts over.';
    case 'opencti-version':
      return 'Upgrade OpenCTI.';
    case 'state-unreadable':
      return "Move the file away: the next run goes on from OpenCTI's copy of the state.";
    case 'state-not-writable':
      return 'Free space or give another directory by TEAMT5_STATE_DIR; what was delivered since the last write comes again.';
    case 'locked':
      return 'Nothing to do if that run is at work; it goes on without this one.';
    case 'lock-not-writable':
      return 'Give a directory that this user can write to by TEAMT5_STATE_DIR.';
    case 'connector-state-unreadable':
      return 'Nothing was touched. Press "Reset connector state" in OpenCTI (Data > Ingestion > Connectors), or use another CONNECTOR_ID.';
    case 'output-not-writable':
      return 'Give a directory that this user can write to.';
  }
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
