import { describeConfig } from '../../config/index.js';
import { withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';

/** `config`: every option with its value and where that comes from; secrets masked. */
export function configCommand(flags: CommonOptions): Promise<ExitCode> {
  return withConfig(flags, ({ json, print, printJson, loaded }) => {
    const rows = describeConfig(loaded);
    if (json) printJson({ file: loaded.file ?? null, options: rows });
    else {
      const width = Math.max(...rows.map(({ key }) => key.length));
      const line = ({ key, value, origin }: (typeof rows)[number]): string => {
        const from = origin === null ? '' : `  (${origin.source === 'default' ? 'default' : origin.name})`;
        return `${key.padEnd(width)}  ${value ?? '-'}${from}`;
      };
      print(
        [
          loaded.file === undefined ? 'No configuration file.' : `File: ${loaded.file}`,
          ...rows.map(line),
        ].join('\n'),
      );
    }
    return Promise.resolve(exitCodes.done);
  });
}
