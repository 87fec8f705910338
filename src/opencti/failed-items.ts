import { oneLine } from './guards.js';
import type { Kind } from './types.js';

export interface FailedItems {
  add(kind: Kind, id: string, why: string): void;
  /** The item's own work tells of its failure already. */
  shown(kind: Kind, id: string): void;
  /** "2 failed: a (why); b (why)", or undefined where no failure is left to be told. */
  textOf(kind: Kind): string | undefined;
}

/** More would only push the summary out of sight; the log and `status` have them all. */
const named = 50;

/** What failed in a run, to be told on the platform's page. */
export function failedItems(): FailedItems {
  const failed = { reports: new Map<string, string>(), bundles: new Map<string, string>() };
  const told = { reports: new Set<string>(), bundles: new Set<string>() };
  return {
    add: (kind, id, why) => void failed[kind].set(id, why),
    shown: (kind, id) => void told[kind].add(id),
    textOf(kind) {
      const items = [...failed[kind]].filter(([id]) => !told[kind].has(id));
      if (items.length === 0) return undefined;
      const list = items.slice(0, named).map(([id, why]) => `${id} (${oneLine(why, 200)})`);
      const more = items.length > named ? `; and ${items.length - named} more` : '';
      return `${items.length} failed: ${list.join('; ')}${more}`;
    },
  };
}
