import { cut } from '../render/columns.js';

/**
 * The shortest beginning of an id that no other one has, with `…`; the whole id where there is none.
 * @param least cells that are there anyway
 */
export function uniqueBeginning(id: string, all: readonly string[], least: number): string {
  const others = all.filter((other) => other !== id);
  for (let end = cut(id, least).length - 1; end < id.length - 1; end++) {
    const beginning = id.slice(0, end);
    if (!others.some((other) => other.startsWith(beginning))) return `${beginning}…`;
  }
  return id;
}
