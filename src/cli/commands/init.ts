import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

import { type ExitCode, exitCodes, usage } from '../core/failure.js';
import { isDirectory, isThere, writeWhole } from '../core/files.js';
import type { CommonOptions } from '../core/flags.js';
import type { InitDocument } from '../documents/schemas.js';
import { createOutput, type Output } from '../ui/output.js';
import { askAll, type Question } from '../ui/prompt.js';
import { fillIn, type Wanted, wantedOptions } from './config-template.js';

export interface InitFlags extends CommonOptions {
  readonly output: string;
  readonly openctiUrl?: string | undefined;
  readonly connectorId?: string | undefined;
  readonly force?: boolean | undefined;
}

/** `init`: a commented configuration file (mode 0600) with what is needed filled in, as far as it is known. */
export async function initCommand(flags: InitFlags): Promise<ExitCode> {
  const output = createOutput(flags);
  const path = resolve(flags.output);
  if (await isDirectory(path)) {
    return output.fail(usage(`${path} is a directory.`, 'Give the name of the file, e.g. .teamt5rc in it.'));
  }
  if (flags.force !== true && (await isThere(path))) return output.fail({ reason: 'file-exists', path });
  const wanted = await wantedOptions(process.env);
  const values = new Map<string, string>();
  for (const one of wanted) {
    const given = givenValue(one, flags);
    if (given !== undefined && !isGood(one, given)) {
      const received = one.secret ? '' : ` received ${JSON.stringify(given)},`;
      const message = `${one.key}:${received} not usable.`;
      return output.fail(usage(message, `Give ${one.kind.expected}.`));
    }
    if (given !== undefined) values.set(one.key, given);
  }
  const open = wanted.filter(({ key }) => !values.has(key));
  const answers = await askOrMake(open, flags);
  if (answers === undefined) {
    const message = 'The input ended before the last question: nothing was written.';
    return output.fail(usage(message, 'Enter leaves a question open.'));
  }
  for (const [key, value] of answers) values.set(key, value);
  const written = await writeWhole(path, fillIn(values), { force: flags.force === true, mode: 0o600 });
  if (!written.ok) return output.fail(written.failure);
  const missing = wanted.flatMap(({ key }) => (values.has(key) ? [] : [key]));
  say(output, { file: path, missing });
  return exitCodes.done;
}

function givenValue({ key, fromEnvironment }: Wanted, flags: InitFlags): string | undefined {
  if (key === 'opencti.url' && flags.openctiUrl !== undefined) return flags.openctiUrl;
  if (key === 'connector.id' && flags.connectorId !== undefined) return flags.connectorId;
  return fromEnvironment;
}

const isGood = ({ kind }: Wanted, value: string): boolean =>
  kind.parse(value, { base: process.cwd(), home: homedir() }) !== undefined;

/** On a terminal questions, undefined where they were left; a connector's id is made where nobody gives one. */
async function askOrMake(
  open: readonly Wanted[],
  flags: InitFlags,
): Promise<Iterable<readonly [string, string]> | undefined> {
  const questions = open.map(questionFor);
  if (process.stdin.isTTY && process.stderr.isTTY && flags.json !== true) return askAll(questions);
  return questions.flatMap(({ name, standard }) => (standard === undefined ? [] : [[name, standard]]));
}

function questionFor(one: Wanted): Question {
  return {
    name: one.key,
    question: one.help,
    secret: one.secret,
    check: (answer) => (isGood(one, answer) ? undefined : `Give ${one.kind.expected}.`),
    ...(one.key === 'connector.id' ? { standard: randomUUID() } : {}),
  };
}

function say({ json, print, printJson }: Output, document: InitDocument): void {
  const { file, missing } = document;
  if (json) {
    printJson(document);
    return;
  }
  print(
    [
      `Wrote ${file} (readable by its owner alone).`,
      ...(missing.length === 0 ? [] : [`Fill in: ${missing.join(', ')}.`]),
      `Next: teamt5-opencti auth`,
    ].join('\n'),
  );
}
