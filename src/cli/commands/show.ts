import type { ItemKind } from '../../kinds.js';
import { isoTime, ok, type Result, unixSeconds } from '../../lib/index.js';
import { itemFileName } from '../../sync/index.js';
import type { Entry } from '../../threatvision/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import { type Host, terminalWidth } from '../core/host.js';
import type { ItemStatus, ShowDocument } from '../documents/schemas.js';
import { type Invocation, openCommand } from '../run/context.js';
import { lookUp } from '../run/find-items.js';
import { openThreatVision } from '../run/services.js';
import { contentLines, type Metadata, metadataLines } from '../ui/item-details.js';
import { type CommandDefinition, exampleIds } from './definition.js';
import { type Destination, openDestination } from './export-destination.js';
import { contentOf, convertEntry, notesOf } from './item-content.js';
import { graphPageOf } from './item-page.js';
import { openItemStatuses } from './item-status.js';

export const showCommand = (kind: ItemKind): CommandDefinition => ({
  argument: 'an id from the list, or the start of one',
  options: [
    {
      flags: '--graph <file>',
      description: 'also write a page that shows the objects as a graph, to open in a browser',
    },
    { flags: '--force', description: 'overwrite an existing file of --graph' },
  ],
  examples: [
    [`${kind} show ${exampleIds[kind]}`, 'The start of an id suffices if no other id starts with it.'],
    [`${kind} show ${exampleIds[kind]} --graph graph.html`, 'Its objects and relationships as a page.'],
  ],
  run: (command, invocation) => show(kind, command.args[0] ?? '', command.optsWithGlobals(), invocation),
});

interface ShowFlags extends CommonOptions {
  readonly graph?: string | undefined;
  readonly force?: boolean | undefined;
}

async function show(kind: ItemKind, id: string, flags: ShowFlags, invocation: Invocation): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const refusal = refuseFlags(kind, flags);
  if (refusal !== undefined) return context.fail(refusal);
  const source = await openThreatVision({ ...context, readOnly: true, interactive: true });
  if (!source.ok) return context.fail(source.failure);
  const { client, http } = source.value;
  try {
    const found = await lookUp(client, kind, [id]);
    if (!found.ok) return await context.fail(found.failure);
    const [entry] = found.value;
    const target = await openGraphFile(context.host, entry, flags);
    if (!target.ok) return await context.fail(target.failure);
    const [statusOf, item] = await Promise.all([
      openItemStatuses(context, kind, unixSeconds(context.now())),
      convertEntry(entry, client, context, { pdf: false }),
    ]);
    const metadata = metadataOf(entry, statusOf(entry));
    const width = terminalWidth(context.host);
    const lines = await metadataLines(metadata, width, context.color.stdout);
    if (!item.ok) {
      // The metadata helps to find out why the item cannot be downloaded.
      if (!context.json) context.print(lines.join('\n'));
      return await context.fail(item.failure);
    }
    const { conversion, missing } = item.value;
    const graph = await target.value?.write(graphName(entry), await graphPageOf(entry, item.value));
    if (graph?.ok === false) return await context.fail(graph.failure);
    const document: ShowDocument = {
      ...metadata,
      ...contentOf(item.value),
      objects: conversion.objects,
      notes: notesOf(item.value),
      missing: missing.map(({ message }) => message),
      ...(graph !== undefined && { graph: graph.value }),
    };
    if (context.json) context.printJson(document);
    else context.print([...lines, ...contentLines(document, width)].join('\n'));
    return exitCodes.done;
  } finally {
    http.close();
  }
}

function refuseFlags(kind: ItemKind, { graph, force }: ShowFlags): CliFailure | undefined {
  if (graph === '-')
    return usage(
      '`show` prints to stdout.',
      `To print the page, use \`${kind} export <id> --format html --output -\`.`,
    );
  return force === true && graph === undefined
    ? usage('--force is for --graph, which is missing.', 'Add --graph <file>, or leave --force out.')
    : undefined;
}

/** Before the download, so that an existing file is refused at once. Undefined without --graph. */
async function openGraphFile(
  host: Host,
  entry: Entry,
  { graph, force }: ShowFlags,
): Promise<Result<Destination | undefined, CliFailure>> {
  return graph === undefined
    ? ok(undefined)
    : openDestination(host, graph, [graphName(entry)], force === true);
}

const graphName = (entry: Entry): string => `${itemFileName(entry)}.html`;

function metadataOf(entry: Entry, state: ItemStatus): Metadata {
  const report =
    entry.kind === 'reports'
      ? {
          type: entry.typeName ?? null,
          title: entry.title,
          digest: entry.digest,
          tags: entry.tags,
          page: entry.pageUrl,
        }
      : {};
  const links = entry.kind === 'reports' ? { pdf: entry.pdfUrl } : { csv: entry.csvUrl, txt: entry.txtUrl };
  return {
    kind: entry.kind,
    id: entry.id,
    date: isoTime(entry.date),
    state,
    ...report,
    links: Object.fromEntries(
      Object.entries({ stix: entry.stixUrl, ...links }).flatMap(([name, url]) =>
        url === undefined ? [] : [[name, withoutQuery(url)]],
      ),
    ),
  };
}

/** The query of a link can be a signature that gives access to the item. */
const withoutQuery = (url: URL): string => `${url.origin}${url.pathname}`;
