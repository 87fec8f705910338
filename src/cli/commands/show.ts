import type { ItemKind } from '../../kinds.js';
import { isoTime } from '../../lib/index.js';
import type { Entry } from '../../threatvision/index.js';
import { type ExitCode, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { ItemStatus, ShowDocument } from '../documents/schemas.js';
import { withConfig } from '../run/context.js';
import { lookUp, withThreatVision } from '../run/find-items.js';
import { contentLines, type Metadata, metadataLines } from '../ui/item-details.js';
import { terminalWidth } from '../ui/text.js';
import { contentOf, convertEntry } from './item-content.js';
import { openItemStatuses } from './item-status.js';

/** `show`: what the listing says of an item, and what a delivery would make of its content. */
export function showCommand(kind: ItemKind, id: string, flags: CommonOptions): Promise<ExitCode> {
  return withConfig(flags, (context) =>
    withThreatVision(context, async (client) => {
      const found = await lookUp(client, kind, [id]);
      if (!found.ok) return context.fail(found.failure);
      const [entry] = found.value;
      const [statusOf, item] = await Promise.all([
        openItemStatuses(context.config, kind, Math.floor(Date.now() / 1000)),
        convertEntry(entry, client, context, { pdf: false }),
      ]);
      const metadata = describe(entry, statusOf(entry));
      const width = terminalWidth();
      const known = await metadataLines(metadata, width, context.color.stdout);
      if (!item.ok) {
        // What can be told is told: the item may be shown for the very reason that it does not download.
        if (!context.json) context.print(known.join('\n'));
        return context.fail(item.failure);
      }
      const { conversion, missing } = item.value;
      const document: ShowDocument = {
        ...metadata,
        ...contentOf(item.value),
        objects: conversion.objects,
        notes: conversion.notes,
        missing: missing.map(({ message }) => message),
      };
      if (context.json) context.printJson(document);
      else context.print([...known, ...contentLines(document, width)].join('\n'));
      return exitCodes.done;
    }),
  );
}

function describe(entry: Entry, state: ItemStatus): Metadata {
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

/** A signed link opens the item for whoever reads it. */
const withoutQuery = (url: URL): string => `${url.origin}${url.pathname}`;
