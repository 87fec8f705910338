import { type ItemKind, kinds } from '../../kinds.js';
import { ok, plainText, pluralize, type Result } from '../../lib/index.js';
import type { OpenCti } from '../../opencti/index.js';
import { nameOf } from '../../stix/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import { describeFailure } from '../core/failure-texts.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { type CommonOptions, windowFlags } from '../core/flags.js';
import { terminalWidth } from '../core/host.js';
import type { VerifyDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import { lookUp } from '../run/find-items.js';
import { openOpenCti, openThreatVision } from '../run/services.js';
import { hangingIndent } from '../ui/text.js';
import { type CommandDefinition, exampleIds } from './definition.js';
import { convertEntry, objectsOf } from './item-content.js';

export const verifyCommand = (kind: ItemKind): CommandDefinition => ({
  argument: 'an id from the list, or the start of one',
  options: [
    {
      flags: '--since <time>',
      description: `check all ${kind} from this time on: Unix seconds, ISO 8601, or back from now (7d)`,
    },
  ],
  examples: [
    [`${kind} verify ${exampleIds[kind]}`, 'Lists the objects that OpenCTI does not have.'],
    [`${kind} verify --since 7d --json`, `Checks the ${kind} of the last week, for a script.`],
  ],
  notes: 'The exit code is 6 if an object is missing. `status` shows imports in progress.',
  run: (command, invocation) => verify(kind, command.args, command.optsWithGlobals(), invocation),
});

interface VerifyFlags extends CommonOptions {
  readonly since?: string | undefined;
}

type VerifiedItem = VerifyDocument['items'][number];

/** Compares what a delivery of the items contains with what the platform has. */
async function verify(
  kind: ItemKind,
  ids: readonly string[],
  flags: VerifyFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const { host, config, log, waitFor } = context;
  const window = windowFlags({ since: flags.since }, context.now());
  if (!window.ok) return context.fail(window.failure);
  const { since } = window.value;
  if ((since === undefined) === (ids.length === 0))
    return context.fail(usage('Give either ids or --since.', `\`teamt5-opencti ${kind}\` lists the ids.`));
  const source = await openThreatVision({ host, config, log, waitFor, readOnly: true });
  if (!source.ok) return context.fail(source.failure);
  const platform = await openOpenCti({ host, config, log, waitFor, interactive: true });
  if (!platform.ok) {
    source.value.http.close();
    return context.fail(platform.failure);
  }
  try {
    const entries = await find(kind, ids, since, source.value.client, context);
    if (!entries.ok) return await context.fail(entries.failure);
    const services = { source: source.value.client, platform: platform.value.client };
    const errors = await refusals(services.platform, platform.value.connectorId, context);
    const width = terminalWidth(context.host) ?? Infinity;
    const items: VerifiedItem[] = [];
    for (const entry of entries.value) {
      const item = await verifyItem(entry, services, errors, context);
      if (!item.ok) return await context.fail(item.failure);
      items.push(item.value);
      if (!context.json) context.print(linesOf(item.value, kind, width).join('\n'));
    }
    if (context.json) context.printJson({ kind, items } satisfies VerifyDocument);
    const isComplete = items.every(({ missing, failure }) => missing.length === 0 && failure === undefined);
    return isComplete ? exitCodes.done : exitCodes.itemsFailed;
  } finally {
    source.value.http.close();
    platform.value.http.close();
  }
}

async function find(
  kind: ItemKind,
  ids: readonly string[],
  since: number | undefined,
  client: ThreatVision,
  { log }: CommandContext,
): Promise<Result<readonly Entry[], CliFailure>> {
  if (since === undefined) return lookUp(client, kind, ids);
  const listing = await client.list(kind, since);
  if (!listing.ok) return listing;
  for (const message of listing.value.unreadable) log.warn(message, { event: 'unreadable-entry', kind });
  if (listing.value.entries.length === 0) log.info(`ThreatVision lists no ${kind} from that time on.`);
  return ok(listing.value.entries);
}

/** STIX id → why the platform refused the object, as far as its last works still have it. */
async function refusals(
  platform: OpenCti,
  connectorId: string,
  { log }: CommandContext,
): Promise<ReadonlyMap<string, string>> {
  const works = await platform.works(connectorId);
  if (!works.ok) {
    log.warn(`the errors of imports are not shown: ${describeFailure(works.failure).message}`);
    return new Map();
  }
  const errors = works.value.flatMap((work) => work.errors);
  return new Map(
    errors.flatMap(({ objectId, message }) => (objectId === undefined ? [] : [[objectId, message] as const])),
  );
}

/** A failure of the platform fails the command; one of the item is part of the result. */
async function verifyItem(
  entry: Entry,
  { source, platform }: { readonly source: ThreatVision; readonly platform: OpenCti },
  errors: ReadonlyMap<string, string>,
  context: CommandContext,
): Promise<Result<VerifiedItem, CliFailure>> {
  const head = { id: entry.id, ...(entry.kind === 'reports' ? { title: entry.title } : {}) };
  const converted = await convertEntry(entry, source, context, { pdf: false });
  if (!converted.ok) {
    const { message, hint } = describeFailure(converted.failure);
    return ok({
      ...head,
      objects: 0,
      missing: [],
      failure: { reason: converted.failure.reason, message, hint },
    });
  }
  const objects = objectsOf(converted.value);
  const existing = await platform.existing([...objects.keys()]);
  if (!existing.ok) return existing;
  const missing = [...objects].flatMap(([id, object]) => {
    if (existing.value.has(id)) return [];
    const [name, error] = [nameOf(object), errors.get(id)];
    return [
      {
        id,
        type: String(object.type),
        ...(name === undefined ? {} : { name }),
        ...(error === undefined ? {} : { error }),
      },
    ];
  });
  return ok({ ...head, objects: objects.size, missing });
}

/** `width` in cells; Infinity: no breaks. */
function linesOf(
  { id, title, objects, missing, failure }: VerifiedItem,
  kind: ItemKind,
  width: number,
): readonly string[] {
  const item = plainText(title === undefined ? `${kinds[kind].label} ${id}` : `${title} [${id}]`);
  const line = (text: string): readonly string[] => hangingIndent('', `${item}${text}`, width, 2);
  if (failure !== undefined) return line(`: not checked. ${failure.message}`);
  if (objects === 0) return line(': nothing to import.');
  if (missing.length === 0) return line(`: OpenCTI has all of its ${pluralize(objects, 'object')}.`);
  return [
    ...line(`: OpenCTI lacks ${missing.length} of ${pluralize(objects, 'object')}:`),
    ...missing.flatMap(({ id, type, name, error }) => {
      const named = name === undefined ? '' : ` ${plainText(name)}`;
      const text = `${type}${named} (${id})${error === undefined ? '' : `: ${plainText(error)}`}`;
      return hangingIndent('  ', text, width, 6);
    }),
  ];
}
