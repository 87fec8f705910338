import { describeProblem } from '../../config/index.js';
import { isProxyFailure } from '../../http/index.js';
import { messageOf, type RunFailure } from '../../sync/index.js';
import type { CliFailure } from './failure.js';
import type { Resume } from './run-result.js';

/** A failure for people: what failed and where, and what to do about it. Both are whole sentences. */
export interface FailureText {
  readonly message: string;
  readonly hint: string;
}

/** A failure as the documents show it. */
export interface FailureDescription extends FailureText {
  readonly reason: string;
}

/** What a way out depends on, beside the failure. */
export interface Situation {
  /** What calling the same command again does: only where a run went on from a cursor is "the next run" an answer. */
  readonly resume?: Resume | undefined;
  /** It is `auth` that says it: nobody need be sent there. */
  readonly inAuth?: boolean | undefined;
  /** The configuration file that was read. */
  readonly file?: string | undefined;
}

/** The one place where failures become texts. Exhaustive: a new reason does not compile without its way out. */
export function describeFailure(failure: CliFailure, situation: Situation = {}): FailureText {
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
        hint:
          situation.file === undefined
            ? 'Set what is missing in the environment or in .teamt5rc; `teamt5-opencti init` writes the file.'
            : `Add what is missing to ${situation.file}, which was read, or set it in the environment.`,
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
      return { message: sentence(runMessage(failure)), hint: hintFor(failure, situation) };
  }
}

/** Of a service that cannot be reached its name comes first: the address alone may be anybody's. */
function runMessage(failure: RunFailure): string {
  const away = isAway(failure) ? `${serviceOf(failure)} is not reachable: ` : '';
  return `${away}${messageOf(failure)}`;
}

/** What is the matter with a service, in a few words: for a table whose reader finds the whole message elsewhere. */
export function stateOf(failure: CliFailure): string {
  switch (failure.reason) {
    case 'config-missing':
      return 'not configured';
    case 'threatvision-http':
    case 'opencti-http': {
      const { http } = failure;
      if (http.reason === 'http-status') return `returned HTTP ${http.status}`;
      if (http.reason === 'timeout') return `not reachable: no answer within ${http.seconds} s`;
      return http.reason === 'network' ? `not reachable: ${http.message}` : 'does not work as expected';
    }
    case 'threatvision-credentials':
    case 'opencti-credentials':
      return 'does not accept the account';
    case 'opencti-version':
      return `version ${failure.version} is too old`;
    default:
      return 'does not work as expected';
  }
}

function isAway(failure: RunFailure): boolean {
  const { reason } = failure;
  return (
    (reason === 'threatvision-http' || reason === 'opencti-http') &&
    (failure.http.reason === 'network' || failure.http.reason === 'timeout')
  );
}

const serviceOf = ({ reason }: RunFailure): string =>
  reason.startsWith('threatvision-') ? 'ThreatVision' : 'OpenCTI';

function hintFor(failure: RunFailure, { resume = 'none', inAuth = false }: Situation): string {
  const { reason } = failure;
  const wayOut =
    'http' in failure && isProxyFailure(failure.http)
      ? proxyWayOut
      : isForeign(failure)
        ? notThreatVisionWayOut
        : waysOut[reason];
  const advice = inAuth ? undefined : authAdvice[reason];
  const next = resume === 'none' || !outages.has(reason) ? undefined : afterwards[resume];
  return [wayOut, advice, next].filter((text) => text !== undefined).join(' ');
}

/** ThreatVision knows its token address and its lists: who answers 404 there is somebody else. */
const isForeign = (failure: RunFailure): boolean =>
  failure.reason === 'threatvision-http' &&
  failure.http.reason === 'http-status' &&
  failure.http.status === 404;
const proxyWayOut = 'Check that proxy and the variable that names it; NO_PROXY names who is asked directly.';
const notThreatVisionWayOut = 'The service there does not look like ThreatVision: check TEAMT5_API_BASE_URL.';

/** Where `auth` tells more than a run does. */
const authAdvice: Readonly<Partial<Record<RunFailure['reason'], string>>> = {
  'threatvision-credentials': '`teamt5-opencti auth` tries them.',
  'opencti-credentials': '`teamt5-opencti auth` tells what is missing.',
};

const afterwards = {
  cursor: 'A run loses nothing: the next one continues where it stopped.',
  since: 'What was delivered stays; the same command starts over from its --since.',
} as const;

/** What passes by itself, so that the next run is part of the way out. */
const outages: ReadonlySet<string> = new Set([
  'threatvision-http',
  'threatvision-answer',
  'opencti-http',
  'opencti-answer',
  'opencti-refused',
]);

/** What to do about a failure that ended a run, or a command of another kind. */
const waysOut: Readonly<Record<RunFailure['reason'], string>> = {
  'threatvision-credentials': 'Check TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET (or TEAMT5_API_KEY).',
  'threatvision-http': 'Check TEAMT5_API_BASE_URL and the network.',
  'threatvision-answer': 'Check TEAMT5_API_BASE_URL and the network.',
  'threatvision-not-entitled': 'Ask TeamT5 whether the subscription covers it.',
  'threatvision-missing': 'Ask TeamT5 about the item if it stays.',
  'opencti-credentials':
    "Check OPENCTI_TOKEN and its user's group (the built-in group Connectors has the rights).",
  'opencti-http': 'Check OPENCTI_URL, the network, and whether the platform is up.',
  'opencti-answer': 'Check OPENCTI_URL, OPENCTI_TOKEN and what stands in front of the platform.',
  'opencti-refused': "The platform's own log says more.",
  'opencti-bundle-refused': 'Lower opencti.max_bundle_bytes if its size is the cause.',
  'opencti-connector-gone':
    'It was deleted in the platform: `teamt5-opencti sync` registers it anew and starts over.',
  'opencti-version': 'Upgrade OpenCTI.',
  'state-unreadable':
    "Move the file away: `teamt5-opencti sync` continues from OpenCTI's copy of the state (with --output it starts over).",
  'state-not-writable':
    'Free space or give another directory by TEAMT5_STATE_DIR; what was delivered since the last write comes again.',
  locked: 'Nothing to do while that run is at work; `teamt5-opencti status` tells when it has ended.',
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

/**
 * @param reason an item failure's; those without advice of their own are tried again without anybody's help
 * @param dryRun nothing is remembered
 */
export const itemWayOut = (reason: string, dryRun: boolean): string =>
  itemWaysOut[reason] ??
  (dryRun
    ? 'A real run would put it aside and try it again by itself.'
    : 'It is tried again by itself; `teamt5-opencti status` says when.');

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
