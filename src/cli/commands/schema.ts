import { exitCodes, type ExitCode } from '../exit-code.js';
import { type CommonOptions, createOutput } from '../output.js';
import { jsonSchemas } from '../schemas/index.js';
import { usage } from '../usage.js';

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
