import type { OpenCtiFailure, OpenCtiResult } from '../opencti/index.js';
import type { Result } from '../lib/index.js';
import type { Kind, ThreatVision, ThreatVisionFailure } from '../threatvision/index.js';

/** Whose fault a failure on one item is. `run`: nothing else would go better, stop and leave the item untouched. */
export type Blame = 'item' | 'run';

type Probe = () => Promise<Result<void, unknown>>;

/**
 * Tells an outage from a bad item (the design's cursor section). Called when the retries on one item are exhausted:
 * one probe decides, shared by everything that fails while it is under way.
 */
export interface OutageDetector {
  source(kind: Kind, failure: ThreatVisionFailure): Promise<Blame>;
  platform(failure: OpenCtiFailure): Promise<Blame>;
}

export function createOutageDetector(
  threatVision: Pick<ThreatVision, 'probe'>,
  platform: { probe(): Promise<OpenCtiResult<void>> } | undefined,
): OutageDetector {
  const underWay = new Map<string, Promise<Blame>>();
  const ask = (name: string, probe: Probe): Promise<Blame> => {
    const asked =
      underWay.get(name) ??
      probe()
        .then((answer): Blame => (answer.ok ? 'item' : 'run'))
        .finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  };
  return {
    source(kind, failure) {
      switch (failure.reason) {
        case 'threatvision-credentials':
          return Promise.resolve('run');
        case 'threatvision-not-entitled':
        case 'threatvision-missing':
          return Promise.resolve('item');
        case 'threatvision-http':
          if (isPermanent(failure.http)) return Promise.resolve('item');
          if (failure.http.reason === 'cancelled') return Promise.resolve('run');
          return ask(kind, () => threatVision.probe(kind));
        case 'threatvision-answer':
          return ask(kind, () => threatVision.probe(kind));
      }
    },
    platform(failure) {
      switch (failure.reason) {
        case 'opencti-bundle-refused':
          return Promise.resolve('item');
        case 'opencti-credentials':
        case 'opencti-connector-gone':
        case 'opencti-version':
          return Promise.resolve('run');
        case 'opencti-http':
          if (failure.http.reason === 'cancelled' || platform === undefined) return Promise.resolve('run');
          return ask('opencti', () => platform.probe());
        case 'opencti-refused':
        case 'opencti-answer':
          return platform === undefined ? Promise.resolve('run') : ask('opencti', () => platform.probe());
      }
    },
  };
}

/** Failures that say something of this one address, whatever the state of the service. */
function isPermanent(http: { readonly reason: string; readonly status?: number }): boolean {
  if (http.reason === 'too-large' || http.reason === 'redirect-refused') return true;
  return (
    http.status !== undefined &&
    http.status >= 400 &&
    http.status < 500 &&
    ![408, 425, 429].includes(http.status)
  );
}
