import { itemKinds } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import type { CheckDocument, StatusDocument } from '../documents/schemas.js';
import { inWords } from './time.js';

export interface CheckLimits {
  /** Milliseconds since the end of the last run that worked. */
  readonly maxAge: number;
  /** Of items that failed or were given up. */
  readonly maxFailed: number;
}

/** Exit codes as of monitoring plugins (docs/operations.md#monitoring). */
export const checkCodes = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

/** Critical if no run worked for too long; a warning for too many failed items or a failed last run. */
export function checkOf(document: StatusDocument, limits: CheckLimits, now: number): CheckDocument {
  const { missing, lastRun, lastFailure } = document;
  if (missing.length > 0) return { status: 'unknown', message: `not configured: ${missing.join(', ')}` };
  if (lastRun === null && lastFailure === null) return { status: 'unknown', message: 'no run yet' };
  const last = lastGoodRun(document);
  const age = last === null ? undefined : Math.max(0, now - Date.parse(last));
  const cause = lastFailure === null ? '' : `; last run failed: ${plainText(lastFailure.message)}`;
  if (age === undefined) return { status: 'critical', message: `no run has worked yet${cause}` };
  const worked = `the last run that worked ended ${inWords(age)} ago`;
  if (age > limits.maxAge) {
    return { status: 'critical', message: `${worked}, more than ${inWords(limits.maxAge)}${cause}` };
  }
  const waiting = itemKinds.flatMap((kind) => document[kind]?.waiting ?? []);
  const failed = waiting.filter(({ lack }) => lack === 'item');
  const givenUp = failed.filter(({ nextTry }) => nextTry === null).length;
  const counts = `${pluralize(failed.length, 'failed item')}${givenUp === 0 ? '' : ` (${givenUp} given up)`}`;
  const message = `${worked}; ${counts}${cause}`;
  const isWarning = failed.length > limits.maxFailed || cause !== '';
  return { status: isWarning ? 'warning' : 'ok', message };
}

/** A run that delivered what it could: items that wait for a retry have a limit of their own. */
function lastGoodRun({ lastRun }: StatusDocument): string | null {
  if (lastRun === null) return null;
  const { outcome, backfill, finishedAt, lastSuccess } = lastRun;
  const worked = ['done', 'nothing-new', 'partial', 'budget', 'postponed'].includes(outcome);
  return worked && !backfill ? finishedAt : lastSuccess;
}
