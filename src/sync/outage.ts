import type { ItemKind } from '../kinds.js';
import { createSingleFlight, ok, type Result } from '../lib/index.js';
import type { OpenCtiFailure } from '../opencti/index.js';
import type { ThreatVision } from '../threatvision/index.js';
import type { RunFailure } from './failure.js';
import type { PrepareFailure } from './prepare.js';
import type { Session } from './session.js';

/** `outage`: the run stops. `lost`: OpenCTI failed the probe. `recovered`: says nothing about the item. */
export type Verdict = 'item' | 'outage' | 'lost' | 'recovered';

/** Decides between a failed item and an outage by one probe at a time (docs/architecture.md#cursor). */
export interface OutageDetector {
  /** @param since milliseconds: when the failed attempt on the item began */
  source(kind: ItemKind, failure: PrepareFailure, since: number): Promise<Verdict>;
  platform(failure: OpenCtiFailure, since: number): Promise<Verdict>;
  /** Pings OpenCTI, which needs its message broker, as a push does. Undefined: it works. */
  probePlatform(): Promise<RunFailure | undefined>;
  /** A service completed a request of an item. */
  succeeded(service: Service): void;
}

export type Service = 'threatvision' | 'opencti';

/** @param now milliseconds */
export function createOutageDetector(
  source: Pick<ThreatVision, 'probe'>,
  session: Pick<Session, 'probe'>,
  now: () => number,
): OutageDetector {
  const probes = createSingleFlight<RunFailure | undefined>();
  const lastSuccess = new Map<Service, number>();

  /** Whether no item had a success since the middle of the attempt; one during the probe is a recovery. */
  function wasSilent(service: Service, since: number): boolean {
    return (lastSuccess.get(service) ?? -Infinity) < (since + now()) / 2;
  }

  function probe(
    name: string,
    send: () => Promise<Result<void, RunFailure>>,
  ): Promise<RunFailure | undefined> {
    return probes.run(name, async () => {
      const probed = await send();
      return probed.ok ? undefined : probed.failure;
    });
  }

  async function probedSource(away: boolean, kind: ItemKind): Promise<Verdict> {
    if ((await probe(kind, () => source.probe(kind))) !== undefined) return 'outage';
    return away ? 'recovered' : 'item';
  }

  const probePlatform = (): Promise<RunFailure | undefined> =>
    probe('opencti', () => session.probe?.() ?? Promise.resolve(ok(undefined)));

  async function probedPlatform(away: boolean): Promise<Verdict> {
    if (session.probe === undefined) return 'outage';
    if ((await probePlatform()) !== undefined) return 'lost';
    return away ? 'recovered' : 'item';
  }

  return {
    probePlatform,
    succeeded: (service) => void lastSuccess.set(service, now()),
    async source(kind, failure, since) {
      switch (failure.reason) {
        case 'threatvision-credentials':
          return 'outage';
        case 'threatvision-not-entitled':
        case 'threatvision-missing':
        case 'conversion-limit':
          return 'item';
        case 'threatvision-http':
          if (isPermanent(failure.http)) return 'item';
          if (failure.http.reason === 'cancelled' || isThrottled(failure.http)) return 'outage';
          return probedSource(isAway(failure.http) && wasSilent('threatvision', since), kind);
        case 'threatvision-answer':
          return probedSource(false, kind);
      }
    },
    async platform(failure, since) {
      switch (failure.reason) {
        case 'opencti-bundle-refused':
          return 'item';
        case 'opencti-credentials':
        case 'opencti-connector-gone':
        case 'opencti-version':
        case 'state-unreadable':
        case 'state-not-writable':
          return 'outage';
        case 'opencti-http':
          if (failure.http.reason === 'cancelled' || isThrottled(failure.http)) return 'outage';
          return probedPlatform(isAway(failure.http) && wasSilent('opencti', since));
        case 'opencti-refused':
        case 'opencti-answer':
          return probedPlatform(false);
      }
    },
  };
}

/** A limit of the account, whatever the request. */
const isThrottled = (http: { readonly reason: string; readonly status?: number }): boolean =>
  http.status === 429;

/** No response of the service itself: the network, a time-out, or a proxy in front of it. */
function isAway(http: { readonly reason: string; readonly status?: number }): boolean {
  if (http.reason === 'network' || http.reason === 'timeout') return true;
  return http.status !== undefined && [502, 503, 504].includes(http.status);
}

/** Failures of this one address, whatever the state of the service. */
export function isPermanent(http: { readonly reason: string; readonly status?: number }): boolean {
  if (http.reason === 'too-large' || http.reason === 'redirect-refused') return true;
  return (
    http.status !== undefined &&
    http.status >= 400 &&
    http.status < 500 &&
    ![408, 425, 429].includes(http.status)
  );
}
