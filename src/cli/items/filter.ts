import type { Entry } from '../../threatvision/index.js';

/** `--type` and `--search`: parts of words, in any case. An indicator bundle has nothing but its id. */
export function matches(
  entry: Entry,
  { type, search }: { readonly type?: string | undefined; readonly search?: string | undefined },
): boolean {
  const typeName = entry.kind === 'reports' ? (entry.typeName ?? '') : '';
  if (type !== undefined && !folded(typeName).includes(folded(type))) return false;
  if (search === undefined) return true;
  const words = entry.kind === 'reports' ? [entry.title, entry.digest, ...entry.tags] : [];
  return [entry.id, ...words].some((text) => folded(text).includes(folded(search)));
}

/** Full-width and half-width forms of a character are one to somebody who searches. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
