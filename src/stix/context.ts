import type { ConversionNote, ConversionSettings } from './conversion.js';
import type { JsonObject } from './json.js';
import type { FactsOfPatterns } from './pattern/facts.js';

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
  readonly patterns: FactsOfPatterns;
  /** The properties of the bundles of the source, without their objects. */
  readonly bundles: readonly JsonObject[];
  readonly note: AddNote;
}

export type NoteContext = Pick<StepContext, 'note'>;

/** Returns objects that it does not change as they are. */
export type Step = (objects: readonly JsonObject[], context: StepContext) => readonly JsonObject[];

/** Looks at one object at a time; undefined removes the object. */
export type ObjectStep = (object: JsonObject, context: StepContext) => JsonObject | undefined;

/** Applies steps to each object, one after the other. */
export function each(...steps: readonly ObjectStep[]): Step {
  return (objects, context) => {
    const results: JsonObject[] = [];
    for (const object of objects) {
      let result: JsonObject | undefined = object;
      for (const step of steps) {
        result = step(result, context);
        if (result === undefined) break;
      }
      if (result !== undefined) results.push(result);
    }
    return results;
  };
}
