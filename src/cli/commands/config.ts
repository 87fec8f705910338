import { describeConfig } from '../../config/index.js';
import { withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';
import { alignColumns } from '../render/columns.js';
import type { ConfigDocument } from '../schemas/settings.js';

/** `config`: every option with its value and where that comes from; secrets masked. */
export function configCommand(flags: CommonOptions): Promise<ExitCode> {
  return withConfig(flags, ({ json, print, printJson, loaded }) => {
    const rows = describeConfig(loaded);
    const document: ConfigDocument = { file: loaded.file ?? null, options: rows };
    const file = loaded.file === undefined ? 'No configuration file.' : `File: ${loaded.file}`;
    const lines = rows.map(({ key, value, origin }) => [
      key,
      value ?? '-',
      origin === null ? '' : `(${origin.source === 'default' ? 'default' : origin.name})`,
    ]);
    if (json) printJson(document);
    else print([file, ...alignColumns(lines, [{}, {}, {}])].join('\n'));
    return Promise.resolve(exitCodes.done);
  });
}
