import type { ConversionNote } from './conversion.js';

/** Takes what a step of the conversion changed or left out. */
export type TakeNote = (note: ConversionNote) => void;
