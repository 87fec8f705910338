import { randomUUID } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';

import { ok, type Result } from '../../lib/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { isDirectory, isThere, workingDirectory, writeWhole } from '../core/files.js';
import type { CommonOptions } from '../core/flags.js';
import type { InitDocument } from '../documents/schemas.js';
import type { Output } from '../ui/output.js';
import { askAll, type Question } from '../ui/prompt.js';
import { fillIn, type NeededOption, readNeededOptions } from './config-template.js';
import type { CommandDefinition } from './definition.js';

export const initCommand: CommandDefinition = {
  options: [
    { flags: '--output <file>', description: 'the file to write', default: '.teamt5rc' },
    { flags: '--opencti-url <url>', description: 'URL of the OpenCTI platform' },
    { flags: '--connector-id <uuid>', description: 'id of the connector (default: a new one)' },
    { flags: '--force', description: 'overwrite the file' },
  ],
  examples: [
    ['init', 'Asks for the two accounts and writes .teamt5rc with mode 0600.'],
    [
      'init --opencti-url https://cti.example.org --output ~/.teamt5rc',
      'The same in a script. Secrets come from OPENCTI_TOKEN, TEAMT5_CLIENT_ID\n      and TEAMT5_CLIENT_SECRET, or from the files that <NAME>_FILE names.',
    ],
  ],
  run: (command, { output }) => init(command.optsWithGlobals(), output),
};

interface InitFlags extends CommonOptions {
  readonly output: string;
  readonly openctiUrl?: string | undefined;
  readonly connectorId?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Writes a commented configuration file (mode 0600) with the needed values, as far as they are known. */
async function init(flags: InitFlags, output: Output): Promise<ExitCode> {
  if (!isAbsolute(flags.output) && workingDirectory() === undefined) {
    const message = `${flags.output} cannot be written: the working directory does not exist.`;
    return output.fail(usage(message, 'Give an absolute path: --output <file>.'));
  }
  const path = resolve(flags.output);
  if (await isDirectory(path)) {
    return output.fail(
      usage(`${path} is a directory.`, 'Give the path of a file, for example .teamt5rc in it.'),
    );
  }
  if (flags.force !== true && (await isThere(path))) return output.fail({ reason: 'file-exists', path });
  const needed = readNeededOptions(process.env);
  if (!needed.ok) return output.fail(needed.failure);
  const given = givenValues(needed.value, flags);
  if (!given.ok) return output.fail(given.failure);
  const open = needed.value.filter(({ key }) => !given.value.has(key));
  const answers = await askOrGenerate(open, flags, path);
  if (answers === 'interrupted') {
    output.log.warn('interrupted: nothing was written');
    return 130;
  }
  if (answers === 'ended') {
    const message = 'The input ended before the last question: nothing was written.';
    return output.fail(usage(message, 'To leave a question open, press Enter.'));
  }
  const values = new Map([...given.value, ...answers]);
  const written = await writeWhole(path, fillIn(values), { force: flags.force === true });
  if (!written.ok) return output.fail(written.failure);
  const missing = needed.value.flatMap(({ key }) => (values.has(key) ? [] : [key]));
  print(output, { file: path, missing });
  return exitCodes.done;
}

/** From flags and environment, by option key. */
function givenValues(
  needed: readonly NeededOption[],
  flags: InitFlags,
): Result<ReadonlyMap<string, string>, CliFailure> {
  const values = new Map<string, string>();
  for (const option of needed) {
    const value = givenValue(option, flags);
    if (value === undefined) continue;
    if (!isUsable(option, value)) {
      const received = option.secret ? '' : ` received ${JSON.stringify(value)},`;
      const failure = usage(`${option.key}:${received} not usable.`, `Give ${option.type.expected}.`);
      return { ok: false, failure };
    }
    values.set(option.key, value);
  }
  return ok(values);
}

function givenValue({ key, fromEnvironment }: NeededOption, flags: InitFlags): string | undefined {
  if (key === 'opencti.url' && flags.openctiUrl !== undefined) return flags.openctiUrl;
  if (key === 'connector.id' && flags.connectorId !== undefined) return flags.connectorId;
  return fromEnvironment;
}

/** No needed option depends on a directory. */
function isUsable({ type }: NeededOption, value: string): boolean {
  return type.parse(value, { base: undefined, home: '' }) !== undefined;
}

/** Asks on a terminal; elsewhere only the id of the connector is generated. */
async function askOrGenerate(
  open: readonly NeededOption[],
  flags: InitFlags,
  path: string,
): Promise<ReadonlyMap<string, string> | 'ended' | 'interrupted'> {
  const questions = open.map(questionFor);
  if (process.stdin.isTTY && process.stderr.isTTY && flags.json !== true) {
    if (questions.length > 0)
      process.stderr.write(
        `The configuration of teamt5-opencti, for ${path}.\nCtrl-C ends without writing anything.\n`,
      );
    return askAll(questions);
  }
  return new Map(
    questions.flatMap(({ name, default: standard }) => (standard === undefined ? [] : [[name, standard]])),
  );
}

function questionFor(option: NeededOption): Question {
  return {
    name: option.key,
    text: option.help,
    // An id is masked in output, but a person who types it must see it.
    secret: option.secret && option.key !== 'teamt5.client_id',
    check: (answer) => (isUsable(option, answer) ? undefined : `Give ${option.type.expected}.`),
    default: option.key === 'connector.id' ? randomUUID() : undefined,
  };
}

function print(output: Output, document: InitDocument): void {
  if (output.json) {
    output.printJson(document);
    return;
  }
  const { file, missing } = document;
  output.print(
    [
      `Wrote ${file} (readable by its owner only).`,
      ...(missing.length === 0 ? [] : [`Fill in: ${missing.join(', ')}.`]),
      `Next: teamt5-opencti auth`,
    ].join('\n'),
  );
}
