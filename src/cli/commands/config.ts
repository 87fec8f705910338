import { type ConfigFailure, describeConfig, type Problem } from '../../config/index.js';
import { type ExitCode, exitCodeOf, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { ConfigDocument } from '../documents/schemas.js';
import { withConfig } from '../run/context.js';
import type { Output } from '../ui/output.js';
import { hanging, pad, terminalWidth, widthOf } from '../ui/text.js';

/** `config`: every option with its value and where that comes from; secrets masked. Also of one that is not usable. */
export function configCommand(flags: CommonOptions): Promise<ExitCode> {
  return withConfig(
    flags,
    ({ json, print, printJson, loaded }) => {
      const document = { file: loaded.file ?? null, options: describeConfig(loaded) };
      if (json) printJson(document);
      else print(linesOf(document.file, document.options, terminalWidth()).join('\n'));
      return Promise.resolve(exitCodes.done);
    },
    (output, failure) => (failure.reason === 'config' ? unusable(output, failure) : output.fail(failure)),
  );
}

/** What is wrong stands beside its option; the rest is as helpful as ever. */
async function unusable(output: Output, failure: ConfigFailure): Promise<ExitCode> {
  const { problems, rest } = failure;
  const known = describeConfig(rest).map((option) => {
    const problem = problems.find(({ key }) => key === option.key);
    return problem === undefined ? option : { ...option, value: null, problem: inShort(problem) };
  });
  const file = rest.file ?? null;
  await output.tell(failure);
  if (output.json) {
    const error = await output.describe(failure);
    output.printJson({ file, options: known, error } satisfies ConfigDocument);
  } else {
    const unknown = problems
      .filter(({ key }) => !known.some((option) => option.key === key))
      .map((problem) => ({ key: problem.key, value: null, origin: null, problem: inShort(problem) }));
    output.print(linesOf(file, [...known, ...unknown], terminalWidth()).join('\n'));
  }
  return exitCodeOf(failure);
}

function inShort({ where, received, expected }: Problem): string {
  return `${where}: ${received === undefined ? '' : `received ${received}, `}expected ${expected}`;
}

type Row = Pick<ConfigDocument['options'][number], 'key' | 'value' | 'origin' | 'problem'>;

/** @param width cells of the terminal, into which rows are wrapped; undefined in a pipe */
function linesOf(file: string | null, rows: readonly Row[], width: number | undefined): readonly string[] {
  const cells = rows.map(({ key, value, origin, problem }) => [
    key,
    problem === undefined ? (value ?? '-') : `INVALID  ${problem}`,
    origin === null ? '' : `(${origin.source === 'default' ? 'default' : origin.name})`,
  ]);
  const keys = Math.max(...rows.map(({ key }) => key.length)) + 2;
  const values = Math.max(0, ...rows.map(({ value }) => widthOf(value ?? ''))) + 2;
  const lines =
    width === undefined
      ? cells.map(([key = '', value = '', origin = '']) =>
          `${key.padEnd(keys)}${pad(value, origin === '' ? 0 : values)}${origin}`.trimEnd(),
        )
      : cells.flatMap(([key = '', ...others]) =>
          hanging(key.padEnd(keys), others.join('  ').trimEnd(), width, keys),
        );
  return [file === null ? 'No configuration file.' : `File: ${file}`, ...lines];
}
