/** Ninety days of hourly runs with a first run, an outage, a killed run and a reset, and texts that attack the page. */
import { perKind } from '../../src/kinds.js';
import type { StatusContent } from '../../src/page/index.js';
import { withEntry } from '../../src/state/history.js';
import {
  freshState,
  type History,
  type HistoryEntry,
  type State,
  type Waiting,
} from '../../src/state/index.js';

/** 27 November 2026, 04:07 UTC. */
export const fixedNow = Date.UTC(2026, 10, 27, 4, 7) / 1000;

export const hostileText =
  '</style></script><script>globalThis.attacked = 1</script><img src=x onerror="globalThis.attacked = 2">\u202e<a href="javascript:alert(1)">x</a>';

const [hour, day] = [3_600, 86_400];

/** A sequence that looks irregular and is always the same. */
const noise = (seed: number): number => ((seed * 7_919) % 1_009) / 1_009;

/** @param extra a text in the place of a message of two runs */
export function longHistory(extra: string, now = fixedNow): History {
  let history: History = { days: [], runs: [] };
  for (const entry of entries(extra, now)) history = withEntry(history, entry);
  return history;
}

function* entries(extra: string, now: number): Generator<HistoryEntry> {
  for (let run = 0; run <= 83 * 24; run++) {
    const at = now - (83 * 24 - run) * hour;
    const age = Math.floor((now - at) / day);
    // The scheduler was off for two days.
    if (age === 40 || age === 41) continue;
    yield entryAt(at, age, run, extra);
    if (age === 22 && run % 24 === 5) yield { at, resets: 1 };
  }
}

/** The outage of three weeks ago, and what followed. */
function entryAt(at: number, age: number, run: number, extra: string): HistoryEntry {
  const isOutage = age === 12 || (age === 11 && run % 24 < 9);
  const isKilled = age === 5 && run % 24 === 3;
  const first = run === 0 ? { reports: 1_412, bundles: 2_310 } : undefined;
  const again = age === 22 && run % 24 === 6 ? { reports: 96, bundles: 160 } : undefined;
  const isNew = !isOutage && !isKilled && noise(run) > 0.8;
  const failed = isNew && noise(run + 3) > 0.93 ? 1 : 0;
  const items = perKind((kind) => ({
    delivered: first?.[kind] ?? again?.[kind] ?? (isNew ? (kind === 'reports' ? 1 : 2) : 0),
    updated: isNew && noise(run + 1) > 0.8 ? 1 : 0,
    failed,
  }));
  const outcome = isOutage
    ? 'failed'
    : isKilled
      ? 'did-not-end'
      : failed > 0
        ? 'partial'
        : isNew
          ? 'done'
          : 'nothing-new';
  return {
    at,
    run: {
      startedAt: at - 40,
      ...(isKilled ? {} : { seconds: run === 0 ? 5_400 : Math.round(3 + 40 * noise(run + 7)) }),
      outcome,
      items,
      ...(isOutage
        ? { reason: 'opencti-http', message: 'OpenCTI is not reachable: connection refused' }
        : {}),
      ...(run % 24 === 9 && age < 2 ? { message: extra } : {}),
    },
    items,
    refused: noise(run + 11) > 0.985 ? 3 : 0,
    lost: age === 10 && run % 24 === 2 ? 7 : 0,
    imported: isNew ? [Math.round(20 + 300 * noise(run + 5)), 35] : [],
    backlog: { waiting: isOutage ? 4 : age < 11 ? 3 : age % 3, givenUp: age < 14 ? 1 : 0 },
  };
}

function waiting(message: string, at: number, nextTry: number | undefined, title: string): Waiting {
  return {
    lack: 'item',
    date: at,
    fingerprint: 'f',
    reason: 'threatvision-http',
    message,
    firstAttempt: at,
    lastAttempt: at,
    attempts: 3,
    raw: { title },
    ...(nextTry === undefined ? {} : { nextTry }),
  };
}

/** @param extra a text in the place of each text of a service */
export function stateWith(extra: string, now = fixedNow): State {
  const fresh = freshState(0);
  const reports = {
    ...fresh.reports,
    watermark: now - hour,
    waiting: {
      'edge-appliances-2026': waiting(
        'the STIX of it is not JSON',
        now - 31 * day,
        undefined,
        'Edge Appliances',
      ),
      [extra]: waiting(extra, now - day, now + hour, extra),
      'glassheron-2026': {
        ...waiting('HTTP 404 for its PDF', now - 2 * day, now + hour, '針對台灣半導體供應鏈之攻擊活動追蹤'),
        lack: 'pdf' as const,
      },
    },
  };
  return {
    ...fresh,
    reports,
    lastRun: { startedAt: now - 40, finishedAt: now, outcome: 'partial', lastSuccess: now - 9 * hour },
    imports: {
      works: {},
      again: { reports: {}, bundles: {} },
      partial: { reports: {}, bundles: {} },
      refused: [
        {
          kind: 'bundles',
          item: '4107',
          work: 'W',
          at: now - 3 * day,
          objectId: 'indicator--7d000000-0000-4000-8000-000000000001',
          objectType: 'indicator',
          objectName: 'mail-login.example',
          message: 'FUNCTIONAL_ERROR: the pattern is not correct',
        },
        { kind: 'reports', work: extra, at: now - day, objectName: extra, message: extra },
      ],
    },
  };
}

export const emptyContent: StatusContent = {
  connector: 'TeamT5',
  program: 'teamt5-opencti test',
  createdAt: fixedNow,
  verdict: { status: 'unknown', message: 'no run yet' },
  history: undefined,
  waiting: [],
  refused: [],
};
