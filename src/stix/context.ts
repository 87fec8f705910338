import type { ConversionNote, ConversionSettings } from './conversion.js';
import type { JsonObject } from './json.js';

/** Records a change by a step of the conversion. */
export type AddNote = (note: ConversionNote) => void;

export interface StepContext {
  readonly settings: ConversionSettings;
  readonly authorId: string;
  /** Of the report that is sent with the objects; undefined for an indicator bundle. */
  readonly reportId?: string | undefined;
  /** STIX timestamp for objects without a date: the date of the item. */
  readonly date: string;
  /** The ids in the source; the conversion computed all others. */
  readonly sourceIds: ReadonlySet<string>;
  readonly note: AddNote;
}

export type NoteContext = Pick<StepContext, 'note'>;

/** Returns objects that it does not change as they are. */
export type Step = (objects: readonly JsonObject[], context: StepContext) => readonly JsonObject[];

/** Looks at one object at a time; undefined removes the object. */
export type ObjectStep = (object: JsonObject, context: StepContext) => JsonObject | undefined;

export function each(step: ObjectStep): Step {
  return (objects, context) => {
    const results: JsonObject[] = [];
    for (const object of objects) {
      const result = step(object, context);
      if (result !== undefined) results.push(result);
    }
    return results;
  };
}
