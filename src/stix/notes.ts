import type { ConversionNote } from './conversion.js';

/** Takes what a step of the conversion changed or left out. */
export type TakeNote = (note: ConversionNote) => void;

/** "1 null", "2 nulls". */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
