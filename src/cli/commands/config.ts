import {
  complaintOf,
  type ConfigFailure,
  describeConfig,
  environmentHelp,
  type Problem,
} from '../../config/index.js';
import { type ExitCode, exitCodeOf, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { ConfigDocument } from '../documents/schemas.js';
import { type Invocation, openCommand } from '../run/context.js';
import type { Output } from '../ui/output.js';
import { hangingIndent, pad, terminalWidth, widthOf } from '../ui/text.js';
import type { CommandDefinition } from './definition.js';

export const configCommand: CommandDefinition = {
  examples: [
    ['config', 'The values that a run in this directory would use.'],
    ['config --config /etc/teamt5/.teamt5rc --json', 'Checks one file, as JSON.'],
  ],
  notes: `Environment variables (in a file: the keys that \`config\` shows):\n${environmentHelp()}`,
  run: (command, invocation) => config(command.optsWithGlobals(), invocation),
};

/** Shows every option with its value and origin, also of a configuration that is not usable. */
async function config(flags: CommonOptions, invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const context = await openCommand(invocation, flags);
  if (!context.ok) return showUnusable(output, context.failure);
  const { loaded } = context.value;
  const document = { file: loaded.file ?? null, options: describeConfig(loaded) } satisfies ConfigDocument;
  if (output.json) output.printJson(document);
  else output.print(linesOf(document.file, document.options, terminalWidth()).join('\n'));
  return exitCodes.done;
}

/** Shows each problem beside its option, and the other values as usual. */
async function showUnusable(output: Output, failure: ConfigFailure): Promise<ExitCode> {
  const { problems, rest } = failure;
  const known = describeConfig(rest).map((option) => {
    const problem = problems.find(({ key }) => key === option.key);
    return problem === undefined ? option : { ...option, value: null, problem: inShort(problem) };
  });
  const file = rest.file ?? null;
  await output.logFailure(failure);
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

function inShort(problem: Problem): string {
  return `${problem.where}: ${complaintOf(problem)}`;
}

type Row = Pick<ConfigDocument['options'][number], 'key' | 'value' | 'origin' | 'problem'>;

/** @param width cells of the terminal, to which rows are wrapped; undefined in a pipe */
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
          hangingIndent(key.padEnd(keys), others.join('  ').trimEnd(), width, keys),
        );
  return [file === null ? 'No configuration file.' : `File: ${file}`, ...lines];
}
