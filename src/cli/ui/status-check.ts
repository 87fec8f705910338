import { itemKinds } from '../../kinds.js';
import { plainText, pluralize } from '../../lib/index.js';
import type { CheckDocument, StatusDocument } from '../documents/schemas.js';
import { inWords } from './time.js';

export interface CheckLimits {
  /** Milliseconds since the end of the last run that worked. */
  readonly maxAge: number;
  /** Of items that failed or were given up, and of refused objects. */
  readonly maxFailed: number;
}

/** Exit codes as of monitoring plugins (docs/operations.md#monitoring). */
export const checkCodes = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

/** What the verdict depends on. */
export type Facts = Omit<StatusDocument, 'verdict' | 'opencti'>;

/** The verdict of `status`, with the reason of a failed last run: one line for monitoring. */
export function checkOf(facts: Facts, limits: CheckLimits, now: number): CheckDocument {
  const { status, message } = verdictOf(facts, limits, now);
  const { lastFailure } = facts;
  // Without them, the run could not have worked.
  const cause =
    lastFailure === null || status === 'unknown'
      ? ''
      : `; last run failed: ${plainText(lastFailure.message)}`;
  return { status, message: `${message}${cause}` };
}

/** Critical if no run worked for too long; a warning for too many failed items or refused objects, or a failed last run. */
export function verdictOf(facts: Facts, limits: CheckLimits, now: number): CheckDocument {
  const { missing, lastRun, lastFailure } = facts;
  if (missing.length > 0) return { status: 'unknown', message: `not configured: ${missing.join(', ')}` };
  if (lastRun === null && lastFailure === null) return { status: 'unknown', message: 'no run yet' };
  const last = lastGoodRun(facts);
  const waiting = itemKinds.flatMap((kind) => facts[kind]?.waiting ?? []);
  const failed = waiting.filter(({ lack }) => lack === 'item');
  const refused = facts.imports?.refused.length ?? 0;
  const counts = countsText(failed, waiting.length - failed.length, refused);
  if (last === null) return { status: 'critical', message: 'no run has worked yet' };
  const age = Math.max(0, now - Date.parse(last));
  const worked = `the last run that worked ended ${inWords(age)} ago`;
  if (age > limits.maxAge) {
    return { status: 'critical', message: `${worked}, more than ${inWords(limits.maxAge)}; ${counts}` };
  }
  const isWarning = Math.max(failed.length, refused) > limits.maxFailed || lastFailure !== null;
  return { status: isWarning ? 'warning' : 'ok', message: `${worked}; ${counts}` };
}

/** `2 failed items (1 given up), 1 incomplete report, 3 objects refused by OpenCTI`. */
function countsText(
  failed: readonly { readonly nextTry: string | null }[],
  incomplete: number,
  refused: number,
): string {
  const givenUp = failed.filter(({ nextTry }) => nextTry === null).length;
  return [
    `${pluralize(failed.length, 'failed item')}${givenUp === 0 ? '' : ` (${givenUp} given up)`}`,
    ...(incomplete === 0 ? [] : [pluralize(incomplete, 'incomplete report')]),
    ...(refused === 0 ? [] : [`${pluralize(refused, 'object')} refused by OpenCTI`]),
  ].join(', ');
}

/** A run that delivered what it could: items that wait for a retry have a limit of their own. */
function lastGoodRun({ lastRun }: Facts): string | null {
  if (lastRun === null) return null;
  const { outcome, backfill, finishedAt, lastSuccess } = lastRun;
  const worked = ['done', 'nothing-new', 'partial', 'budget', 'postponed'].includes(outcome);
  return worked && !backfill ? finishedAt : lastSuccess;
}
