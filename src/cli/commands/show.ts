import type { ItemKind } from '../../kinds.js';
import { isoTime, unixSeconds } from '../../lib/index.js';
import type { Conversion } from '../../stix/index.js';
import type { Entry } from '../../threatvision/index.js';
import { type ExitCode, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { ItemStatus, ShowDocument } from '../documents/schemas.js';
import { type Invocation, openCommand } from '../run/context.js';
import { lookUp } from '../run/find-items.js';
import { openThreatVision } from '../run/services.js';
import { contentLines, type Metadata, metadataLines } from '../ui/item-details.js';
import { terminalWidth } from '../ui/text.js';
import { type CommandDefinition, exampleIds } from './definition.js';
import { contentOf, convertEntry } from './item-content.js';
import { openItemStatuses } from './item-status.js';

export const showCommand = (kind: ItemKind): CommandDefinition => ({
  argument: 'an id from the list, or the start of one',
  examples: [
    [`${kind} show ${exampleIds[kind]}`, 'The start of an id suffices if no other id starts with it.'],
    [`${kind} show ${exampleIds[kind]} --json`, 'The same as JSON, with all notes of the conversion.'],
  ],
  run: (command, invocation) => show(kind, command.args[0] ?? '', command.optsWithGlobals(), invocation),
});

async function show(
  kind: ItemKind,
  id: string,
  flags: CommonOptions,
  invocation: Invocation,
): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const source = await openThreatVision({
    config: context.config,
    log: context.log,
    waitFor: context.waitFor,
    readOnly: true,
    interactive: true,
  });
  if (!source.ok) return context.fail(source.failure);
  const { client, http } = source.value;
  try {
    const found = await lookUp(client, kind, [id]);
    if (!found.ok) return await context.fail(found.failure);
    const [entry] = found.value;
    const [statusOf, item] = await Promise.all([
      openItemStatuses(context, kind, unixSeconds(context.now())),
      convertEntry(entry, client, context, { pdf: false }),
    ]);
    const metadata = metadataOf(entry, statusOf(entry));
    const width = terminalWidth();
    const lines = await metadataLines(metadata, width, context.color.stdout);
    if (!item.ok) {
      // The metadata helps to find out why the item cannot be downloaded.
      if (!context.json) context.print(lines.join('\n'));
      return await context.fail(item.failure);
    }
    const { conversion, missing } = item.value;
    const document: ShowDocument = {
      ...metadata,
      ...contentOf(item.value),
      objects: conversion.objects,
      notes: conversion.notes.map((note) => ({ ...note, ...subjectOf(note.objectId, conversion) })),
      missing: missing.map(({ message }) => message),
    };
    if (context.json) context.printJson(document);
    else context.print([...lines, ...contentLines(document, width)].join('\n'));
    return exitCodes.done;
  } finally {
    http.close();
  }
}

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

/** The type and name of the object of a note, as far as they are known. */
function subjectOf(objectId: string | undefined, { subjects }: Conversion) {
  const subject = objectId === undefined ? undefined : subjects.get(objectId);
  return subject && { objectType: subject.type, objectName: subject.name };
}

/** The query of a link can be a signature that gives access to the item. */
const withoutQuery = (url: URL): string => `${url.origin}${url.pathname}`;
