import type { ConversionNote, ConversionSettings } from './conversion.js';
import type { JsonObject } from './json.js';

/** Records a change that a step of the conversion makes. */
export type AddNote = (note: ConversionNote) => void;

/** What the steps of a conversion have in common. */
export interface StepContext {
  readonly settings: ConversionSettings;
  readonly authorId: string;
  /** The id of the report that is sent with the objects; undefined for an indicator bundle. */
  readonly reportId?: string | undefined;
  /** STIX timestamp for objects without a date: the date of the item. */
  readonly date: string;
  /** The ids that the source uses for its objects; all other ids were computed by the conversion. */
  readonly sourceIds: ReadonlySet<string>;
  readonly note: AddNote;
}

/** The part of the context that a step needs which only reports what it changes. */
export type NoteContext = Pick<StepContext, 'note'>;

/** One step of a conversion. It returns objects that it does not change as they are. */
export type Step = (objects: readonly JsonObject[], context: StepContext) => readonly JsonObject[];

/** A step that looks at one object at a time; undefined removes the object. */
export type ObjectStep = (object: JsonObject, context: StepContext) => JsonObject | undefined;

/** Applies a step to each object. */
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
