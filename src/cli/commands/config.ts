import {
  complaintOf,
  type ConfigFailure,
  describeConfig,
  environmentHelp,
  missingFor,
  type Problem,
} from '../../config/index.js';
import { type ExitCode, exitCodeOf, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { terminalWidth } from '../core/host.js';
import type { ConfigDocument } from '../documents/schemas.js';
import { type Invocation, openCommand } from '../run/context.js';
import type { Output } from '../ui/output.js';
import { hangingIndent, pad, widthOf, wrap } from '../ui/text.js';
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
  const missing = missingFor(loaded.config, ['threatvision', 'push'])?.missing.map(({ key }) => key) ?? [];
  const document = {
    file: loaded.file ?? null,
    options: describeConfig(loaded),
    missing,
  } satisfies ConfigDocument;
  if (output.json) output.printJson(document);
  else output.print(linesOf(document, terminalWidth(output.host)).join('\n'));
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
    output.printJson({ file, options: known, missing: [], error } satisfies ConfigDocument);
  } else {
    const unknown = problems
      .filter(({ key }) => !known.some((option) => option.key === key))
      .map((problem) => ({ key: problem.key, value: null, origin: null, problem: inShort(problem) }));
    output.print(
      linesOf({ file, options: [...known, ...unknown], missing: [] }, terminalWidth(output.host)).join('\n'),
    );
  }
  return exitCodeOf(failure);
}

function inShort(problem: Problem): string {
  return `${problem.where}: ${complaintOf(problem)}`;
}

type Row = Pick<ConfigDocument['options'][number], 'key' | 'value' | 'origin' | 'problem'>;

/** With less room than this beside the keys, each value is printed below its key. */
const leastRoom = 24;

/** @param width cells of the terminal, to which rows are wrapped; undefined in a pipe */
function linesOf(
  { file, options: rows, missing }: Pick<ConfigDocument, 'file' | 'missing'> & { options: readonly Row[] },
  width: number | undefined,
): readonly string[] {
  const cells = rows.map(({ key, value, origin, problem }) => [
    key,
    problem === undefined
      ? (value ?? (missing.includes(key) ? '-  needed, not set' : '-'))
      : `INVALID  ${problem}`,
    origin === null ? '' : `(${origin.source === 'default' ? 'default' : origin.name})`,
  ]);
  const keys = Math.max(...rows.map(({ key }) => key.length)) + 2;
  const values = Math.max(0, ...rows.map(({ value }) => widthOf(value ?? ''))) + 2;
  const head = file === null ? `No configuration file (${searched}).` : `File: ${file}`;
  const rest = missing.length === 0 ? [] : [`Needed, not set: ${missing.join(', ')}.`];
  if (width === undefined) {
    return [
      head,
      ...rest,
      ...cells.map(([key = '', value = '', origin = '']) =>
        `${key.padEnd(keys)}${pad(value, origin === '' ? 0 : values)}${origin}`.trimEnd(),
      ),
    ];
  }
  const isNarrow = width - keys < leastRoom;
  return [
    // A path is copied and pasted: it is not wrapped.
    ...(file === null ? wrap(head, width) : [head]),
    ...rest.flatMap((line) => wrap(line, width)),
    ...cells.flatMap(([key = '', ...others]) => {
      const text = others.join('  ').trimEnd();
      return isNarrow
        ? [key, ...hangingIndent('  ', text, width, 2)]
        : hangingIndent(key.padEnd(keys), text, width, keys);
    }),
  ];
}

const searched = 'searched: this directory and its parents, ~/.config/teamt5, /etc/teamt5';
