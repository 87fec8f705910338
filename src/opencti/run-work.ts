import type { Kind, WorkSummary } from './types.js';

/** A work of this run, as the delivery knows it. */
export interface RunWork {
  readonly id: string;
  /** Unique per connector. */
  readonly name: string;
  readonly kind: Kind;
  /** Takes any number of pushes; otherwise exactly one. */
  readonly multiPart: boolean;
  /** Objects in the pushes that the broker has confirmed. */
  objects: number;
  /** Whether the platform expected objects as soon as the first push was answered: it splits bundles itself. */
  splitsAtOnce: Promise<boolean>;
  /** Why its push is in doubt: no answer came, and it was sent again elsewhere or given up. */
  doubt?: string;
  /** `toProcessed` has been called. */
  ended: boolean;
  /** The state need not remember it any more. */
  forgotten: boolean;
  /** As last seen, by anyone. */
  seen?: WorkSummary;
  /** Unix milliseconds. */
  seenAt?: number;
}

/**
 * Whether `toProcessed` is harmless now, that is: does not complete the work before everything is imported
 * (contract page, section 6). A platform that splits bundles itself expects the objects when the push answers; an
 * older one when its worker picks the message up, which may be minutes later, and then zero of zero counts as complete.
 * The version does not tell the two apart.
 * @param now the work as it stands, null where it was deleted
 * @param before how many objects it expected a while before, if anyone looked
 */
export async function mayEnd(
  work: RunWork,
  now: WorkSummary | null,
  before: number | undefined,
): Promise<boolean> {
  if (now === null) return true;
  if (!work.multiPart) return isProcessed(now);
  if (now.expected >= work.objects) return true;
  // Fewer than pushed: the splitter left some out, which is final, or a worker has not seen every bundle yet.
  return now.expected > 0 && now.expected === before && (await work.splitsAtOnce);
}

/** The status alone proves nothing: housekeeping completes works whatever their numbers say. */
export function isProcessed({ expected, processed }: WorkSummary): boolean {
  return expected > 0 && processed >= expected;
}
