import { type ExitCode, exitCodes, usage } from '../core/failure.js';
import { jsonSchemas } from '../documents/schemas.js';
import type { Output } from '../ui/output.js';
import type { CommandDefinition } from './definition.js';

export const schemaCommand: CommandDefinition = {
  argument: 'for example sync or list; without it, all schemas',
  examples: [
    ['schema sync', 'The schema of what `sync --json` prints.'],
    ['schema', 'All schemas in one document, by command.'],
  ],
  run: (command, { output }) => schema(command.args[0], output),
};

/** Needs no configuration. */
function schema(name: string | undefined, output: Output): Promise<ExitCode> {
  const schemas = jsonSchemas();
  const document = name === undefined ? schemas : schemas[name];
  if (document === undefined) {
    const names = Object.keys(schemas).join(', ');
    return output.fail(
      usage(`There is no document named ${JSON.stringify(name)}.`, `Give one of: ${names}.`),
    );
  }
  output.printJson(document);
  return Promise.resolve(exitCodes.done);
}
