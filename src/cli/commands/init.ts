import { randomUUID } from 'node:crypto';
import { isAbsolute } from 'node:path';

import { type Given, type GivenValue, type OptionKey, optionList, readGiven } from '../../config/index.js';
import { err, ok, type Result } from '../../lib/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { backUp, isDirectory, isThere, writeWhole } from '../core/files.js';
import type { CommonOptions } from '../core/flags.js';
import { canAsk, hasConfigYml, type Host, resolvePath } from '../core/host.js';
import type { InitDocument } from '../documents/schemas.js';
import { type Invocation, openCommand } from '../run/context.js';
import type { Output } from '../ui/output.js';
import { askAll, type Question } from '../ui/prompt.js';
import { checkAccounts } from './auth.js';
import { fillIn } from './config-template.js';
import type { CommandDefinition } from './definition.js';

export const initCommand: CommandDefinition = {
  options: [
    { flags: '--output <file>', description: 'the file to write', default: '.teamt5rc' },
    { flags: '--opencti-url <url>', description: 'URL of the OpenCTI platform' },
    {
      flags: '--connector-id <uuid>',
      description:
        'id of the connector (default: the id in the overwritten file or in config.yml, else a new one)',
    },
    { flags: '--force', description: 'overwrite the file; a backup and the id of the connector are kept' },
  ],
  examples: [
    ['init', 'Asks for both accounts, writes .teamt5rc with mode 0600, and tries them.'],
    [
      'init --opencti-url https://cti.example.org --output ~/.teamt5rc',
      'The same in a script. Secrets come from OPENCTI_TOKEN, TEAMT5_CLIENT_ID\n      and TEAMT5_CLIENT_SECRET, or from the files that <NAME>_FILE names.',
    ],
  ],
  notes: `init copies the values of environment variables and of the Python connector's
config.yml (in this directory, or the file of --config).`,
  run: (command, invocation) => init(command.optsWithGlobals(), invocation),
};

interface InitFlags extends CommonOptions {
  readonly output: string;
  readonly openctiUrl?: string | undefined;
  readonly connectorId?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Writes a commented configuration file (mode 0600) with the needed values, as far as they are known. */
async function init(flags: InitFlags, invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const { host } = output;
  if (!isAbsolute(flags.output) && host.workingDirectory() === undefined) {
    const message = `${flags.output} cannot be written: the working directory does not exist.`;
    return output.fail(usage(message, 'Give an absolute path: --output <file>.'));
  }
  const path = resolvePath(host, flags.output);
  if (await isDirectory(path)) {
    return output.fail(
      usage(`${path} is a directory.`, 'Give the path of a file, for example .teamt5rc in it.'),
    );
  }
  const exists = await isThere(path);
  if (flags.force !== true && exists) return output.fail({ reason: 'file-exists', path });
  const given = await takeOver(flags, exists ? path : undefined, output);
  if (!given.ok) return output.fail(given.failure);
  const isWizard = canAsk(host) && flags.json !== true;
  const answers = isWizard ? await askOpen(host, given.value, path) : generated(given.value);
  if (answers === 'interrupted') {
    output.log.warn('interrupted: nothing was written');
    return 130;
  }
  if (answers === 'ended') {
    const message = 'The input ended before the last question: nothing was written.';
    return output.fail(usage(message, 'To leave a question open, press Enter.'));
  }
  const values = new Map<OptionKey, unknown>([
    ...[...given.value].map(([key, { value }]): [OptionKey, unknown] => [key, value]),
    ...answers,
  ]);
  const backup = exists ? await backUp(path) : ok(undefined);
  if (!backup.ok) return output.fail(backup.failure);
  const written = await writeWhole(path, fillIn(values), { force: flags.force === true });
  if (!written.ok) return output.fail(written.failure);
  const missing = needed.flatMap(({ key }) => (values.has(key) ? [] : [key]));
  const document = { file: path, missing, backup: backup.value ?? null } satisfies InitDocument;
  if (output.json) {
    output.printJson(document);
    return exitCodes.done;
  }
  output.print(writtenLines(document, given.value).join('\n'));
  const works = isWizard && missing.length === 0 && (await tryAccounts(path, flags, invocation));
  output.print(`Next: teamt5-opencti ${works ? 'sync --dry-run' : 'auth'} --config ${quoted(path)}`);
  return exitCodes.done;
}

const needed = optionList.filter(({ neededFor }) => neededFor !== undefined);
/** What the wizard asks beyond the needed options. */
const further: readonly OptionKey[] = ['teamt5.tlp_level', 'teamt5.first_run_retrieval_timestamp'];

type Taken = ReadonlyMap<OptionKey, GivenValue>;

/** Later ones win: config.yml, the connector id of the file that is overwritten, environment, flags. */
async function takeOver(
  flags: InitFlags,
  overwritten: string | undefined,
  output: Output,
): Promise<Result<Taken, CliFailure>> {
  const { host } = output;
  const base = { cwd: host.workingDirectory(), home: host.homeDirectory() ?? '/', userId: host.userId() };
  const source = flags.config ?? (hasConfigYml(host) ? 'config.yml' : undefined);
  const file = source === undefined ? undefined : resolvePath(host, source);
  const given = await readGiven({ ...base, env: host.env, file });
  output.log.conceal(secretsOf(given));
  const { problems, notices } = given;
  for (const { level, message } of notices) output.log[level](message, { event: 'configuration' });
  if (problems.length > 0) {
    const rest = { origins: new Map(), shown: new Map(), secrets: [] };
    return err({ reason: 'config', problems, notices: [], rest });
  }
  const values = new Map(given.values);
  if (overwritten !== undefined) {
    const before = await readGiven({ ...base, env: {}, file: overwritten });
    const id = before.values.get('connector.id');
    const isKept = values.get('connector.id')?.origin !== 'CONNECTOR_ID' && before.problems.length === 0;
    if (id !== undefined && isKept) values.set('connector.id', id);
    else if (id === undefined && !values.has('connector.id') && flags.connectorId === undefined)
      output.log.warn(`${overwritten} contains no readable connector.id: the file gets a new one.`);
  }
  return withFlags(values, flags);
}

function secretsOf({ values }: Given): readonly string[] {
  return optionList.flatMap(({ key, secret }) => {
    const value = secret === true ? values.get(key)?.value : undefined;
    return typeof value === 'string' ? [value.trim()] : [];
  });
}

function withFlags(values: Taken, { openctiUrl, connectorId }: InitFlags): Result<Taken, CliFailure> {
  const flags = [
    ['opencti.url', '--opencti-url', openctiUrl],
    ['connector.id', '--connector-id', connectorId],
  ] as const;
  const all = new Map(values);
  for (const [key, origin, value] of flags) {
    if (value === undefined) continue;
    const option = needed.find((one) => one.key === key);
    if (option !== undefined && !isUsable(option, value)) {
      const message = `${key}: received ${JSON.stringify(value)}, not usable.`;
      return err(usage(message, `Give ${option.type.expected}.`));
    }
    all.set(key, { value, origin });
  }
  return ok(all);
}

type Option = (typeof optionList)[number];

/** No option that is asked for depends on a directory. */
function isUsable({ type }: Option, value: string): boolean {
  return type.parse(value, { base: undefined, home: '' }) !== undefined;
}

/** In a script, only the id of the connector is generated. */
const generated = (given: Taken): ReadonlyMap<OptionKey, string> =>
  new Map(given.has('connector.id') ? [] : [['connector.id', randomUUID()]]);

async function askOpen(
  host: Host,
  given: Taken,
  path: string,
): Promise<ReadonlyMap<OptionKey, string> | 'ended' | 'interrupted'> {
  const open = optionList.filter(
    ({ key, neededFor }) => !given.has(key) && (neededFor !== undefined || further.includes(key)),
  );
  if (open.length > 0)
    host.stderr.write(
      `The configuration of teamt5-opencti, for ${path}.\nCtrl-C ends without writing anything.\n`,
    );
  const answers = await askAll(host, open.map(questionFor));
  if (typeof answers === 'string') return answers;
  return new Map(
    open.flatMap(({ key }): [OptionKey, string][] => {
      const answer = answers.get(key);
      return answer === undefined ? [] : [[key, answer]];
    }),
  );
}

function questionFor(option: Option): Question {
  return {
    name: option.key,
    text: explanations[option.key] ?? option.help,
    // An id is masked in output, but a person who types it must see it.
    secret: option.secret === true && option.key !== 'teamt5.client_id',
    check: (answer) => (isUsable(option, answer) ? undefined : `Give ${option.type.expected}.`),
    default: option.key === 'connector.id' ? randomUUID() : option.default,
  };
}

/** With the consequences, which the help of the option has no room for. */
const explanations: Readonly<Partial<Record<OptionKey, string>>> = {
  'teamt5.tlp_level':
    'TLP of everything that ThreatVision does not mark itself: clear, green, amber, amber+strict or red. The default is clear, which restricts nobody. OpenCTI keeps the strictest marking that an object ever had: a level that is too high cannot be lowered later.',
  'teamt5.first_run_retrieval_timestamp':
    'Start of the first run, as a date (2026-01-01) or in Unix seconds. Older items are not delivered. 0 imports the whole catalog.',
};

function writtenLines({ file, missing, backup }: InitDocument, given: Taken): readonly string[] {
  const origins = [...new Set([...given.values()].map(({ origin }) => origin))];
  return [
    `Wrote ${file} (readable by its owner only).`,
    ...(backup === null ? [] : [`The file before is ${backup}.`]),
    ...(origins.length === 0 ? [] : [`Taken over: ${origins.join(', ')}.`]),
    ...(missing.length === 0 ? [] : [`Fill in: ${missing.join(', ')}.`]),
  ];
}

/** Reads the written file, as the next command does. */
async function tryAccounts(path: string, flags: InitFlags, invocation: Invocation): Promise<boolean> {
  const opened = await openCommand(invocation, { ...flags, config: path });
  if (opened.ok) return (await checkAccounts(opened.value)) === exitCodes.done;
  await invocation.output.fail(opened.failure);
  return false;
}

const quoted = (path: string): string =>
  /^[\w./~+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
