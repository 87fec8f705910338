import { fileSchema } from '../../config/index.js';
import { type ExitCode, exitCodes, usage } from '../core/failure.js';
import { documentSchemas, jsonSchemas } from '../documents/schemas.js';
import type { Output } from '../ui/output.js';
import type { CommandDefinition } from './definition.js';

export const schemaCommand: CommandDefinition = {
  argument: 'for example sync or list; without it, all commands',
  argumentChoices: Object.keys(documentSchemas),
  examples: [
    ['schema sync', 'The schema of what `sync --json` prints.'],
    ['schema config', 'The schema of the configuration file, for editors.'],
  ],
  run: (command, { output }) => schema(command.args[0], output),
};

/** `config` is the configuration file; the document of `config --json` is among those of the commands. */
function schema(name: string | undefined, output: Output): Promise<ExitCode> {
  const documents = jsonSchemas();
  const schemas: Readonly<Record<string, object>> = { ...documents, config: fileSchema() };
  const document = name === undefined ? documents : schemas[name];
  if (document === undefined) {
    const names = Object.keys(schemas).join(', ');
    return output.fail(
      usage(`There is no document named ${JSON.stringify(name)}.`, `Give one of: ${names}.`),
    );
  }
  output.printJson(document);
  return Promise.resolve(exitCodes.done);
}
