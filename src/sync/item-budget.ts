import type { PlannedItem } from './events.js';

/**
 * The oldest items of all kinds together, `maxItems` of them at most. A budget that is spent by whoever comes first
 * would starve the kind whose list takes longer, run after run.
 * @param plans one per kind, each oldest first; so are the answered ones
 */
export function withinBudget(plans: readonly (readonly PlannedItem[])[], maxItems: number): PlannedItem[][] {
  const oldest = new Set(
    plans
      .flat()
      .sort((one, other) => one.entry.date - other.entry.date)
      .slice(0, maxItems),
  );
  return plans.map((plan) => plan.filter((item) => oldest.has(item)));
}
