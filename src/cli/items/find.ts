import { err, ok, type Result } from '../../result/index.js';
import type { Entry, Kind } from '../../threatvision/index.js';
import type { CliFailure } from '../failure.js';

/** The entries that ids or unique beginnings of ids name, in that order, each once. */
export function findEntries(
  kind: Kind,
  entries: readonly Entry[],
  wanted: readonly string[],
): Result<readonly Entry[], CliFailure> {
  const found = new Map<string, Entry>();
  for (const id of wanted) {
    const entry = findEntry(kind, entries, id);
    if (!entry.ok) return entry;
    found.set(entry.value.id, entry.value);
  }
  return ok([...found.values()]);
}

/** One entry by its id, or by a beginning that no other id has. */
function findEntry(kind: Kind, entries: readonly Entry[], wanted: string): Result<Entry, CliFailure> {
  const exact = entries.find(({ id }) => id === wanted);
  if (exact !== undefined) return ok(exact);
  const [first, ...others] = entries.filter(({ id }) => wanted !== '' && id.startsWith(wanted));
  const shown = JSON.stringify(wanted);
  if (first === undefined) {
    const message = `No id of the ${kind} begins with ${shown}.`;
    return err({ reason: 'no-such-item', message, hint: `\`teamt5-opencti ${kind}\` lists them.` });
  }
  if (others.length === 0) return ok(first);
  const ids = [first, ...others].map(({ id }) => id);
  const named = ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
  const message = `${shown} begins the ids of ${ids.length} ${kind}: ${named}.`;
  return err({ reason: 'no-such-item', message, hint: 'Give more of the id.' });
}
