import type { ItemKind } from '../../kinds.js';
import { isoTime } from '../../lib/index.js';
import type { Entry } from '../../threatvision/index.js';
import { withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';
import { terminalWidth } from '../render/terminal-width.js';
import type { ShowDocument } from '../schemas/items.js';
import { contentOf } from './content.js';
import { convertEntry } from './convert-entry.js';
import { contentLines, type Metadata, metadataLines } from './show-lines.js';
import { lookUp, withThreatVision } from './source.js';
import { openStandings, type Standing } from './standing.js';

/** `show`: what the listing says of an item, and what a delivery would make of its content. */
export function showCommand(kind: ItemKind, id: string, flags: CommonOptions): Promise<ExitCode> {
  return withConfig(flags, (context) =>
    withThreatVision(context, async (client) => {
      const found = await lookUp(client, kind, [id]);
      if (!found.ok) return context.fail(found.failure);
      const [entry] = found.value;
      const [standing, item] = await Promise.all([
        openStandings(context.config, kind),
        convertEntry(entry, client, context, { pdf: false }),
      ]);
      const metadata = describe(entry, standing(entry));
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

function describe(entry: Entry, state: Standing): Metadata {
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
