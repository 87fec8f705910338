import { type ExitCode, exitCodes, usage } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { jsonSchemas } from '../documents/schemas.js';
import { createOutput } from '../ui/output.js';

/** `schema`: needs no configuration. */
export function schemaCommand(command: string | undefined, flags: CommonOptions): Promise<ExitCode> {
  const output = createOutput(flags);
  const schemas = jsonSchemas();
  const asked = command === undefined ? schemas : schemas[command];
  if (asked === undefined) {
    const names = Object.keys(schemas).join(', ');
    const problem = usage(`No document is called ${JSON.stringify(command)}.`, `There are: ${names}.`);
    return output.fail(problem);
  }
  output.printJson(asked);
  return Promise.resolve(exitCodes.done);
}
