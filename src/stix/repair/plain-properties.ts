import type { NoteContext } from '../context.js';
import { openctiExtensions } from '../entity-type.js';
import { isJsonObject, textOf, type Json, type JsonObject } from '../json.js';

/** The properties of an indicator that the conversion fills if they are absent. */
const prefixed = ['detection', 'main_observable_type', 'score'];

/** Reads values of OpenCTI without prefix or in an extension, which filled values would otherwise replace. */
export function renamePlainProperties(object: JsonObject, { note }: NoteContext): JsonObject {
  if (object.type !== 'indicator') return object;
  let renamed = object;
  for (const plain of prefixed) {
    const name = `x_opencti_${plain}`;
    const found = inExtension(object, plain) ?? object[plain];
    if (found === undefined) continue;
    // The importer looks there in this order, too.
    if (object[name] === undefined) renamed = { ...renamed, [name]: found };
    if (object[plain] === undefined) continue;
    renamed = { ...renamed, [plain]: undefined };
    note({
      code: 'changed-property',
      objectId: textOf(object, 'id') ?? '',
      message: `Changed the property ${plain} to ${name}.`,
    });
  }
  return renamed;
}

function inExtension({ extensions }: JsonObject, name: string): Json | undefined {
  if (!isJsonObject(extensions)) return undefined;
  for (const id of openctiExtensions) {
    const extension = extensions[id];
    if (isJsonObject(extension) && extension[name] !== undefined) return extension[name];
  }
  return undefined;
}
