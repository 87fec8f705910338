import { type ItemKind, kinds } from '../../kinds.js';
import { err, ok, type Result } from '../../lib/index.js';
import { itemFileName } from '../../sync/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { ExportDocument } from '../documents/schemas.js';
import { type CommandContext, withConfig } from '../run/context.js';
import { lookUp, withThreatVision } from '../run/find-items.js';
import { type Destination, openDestination } from './export-destination.js';
import { convertEntry } from './item-content.js';

export type Format = 'stix' | 'original' | 'pdf' | 'csv' | 'txt';

export interface ExportFlags extends CommonOptions {
  readonly format: Format;
  readonly output: string;
  readonly force?: boolean | undefined;
}

const extensions = { stix: 'json', original: 'original.json', pdf: 'pdf', csv: 'csv', txt: 'txt' } as const;

/** Downloads that are no STIX end here: somebody asked for this one by hand. */
const maxBytes = 256 * 1024 * 1024;

/** `export`: items as files, each whole or not at all; `-` writes them to stdout instead. */
export function exportCommand(kind: ItemKind, ids: readonly string[], flags: ExportFlags): Promise<ExitCode> {
  return withConfig(flags, (context) => {
    const contradiction = flags.output === '-' ? notForStdout(flags) : undefined;
    if (contradiction !== undefined) return context.fail(contradiction);
    return withThreatVision(context, async (client) => {
      const found = await lookUp(client, kind, ids);
      if (!found.ok) return context.fail(found.failure);
      if (flags.output === '-' && flags.format === 'pdf' && found.value.length > 1)
        return context.fail(
          usage('Several PDFs in a row are none.', 'Give one id, or a directory by --output.'),
        );
      const names = found.value.map((entry) => nameOf(entry, flags.format));
      const destination = await openDestination(flags.output, names, flags.force === true);
      if (!destination.ok) return context.fail(destination.failure);
      const files = await exportAll(context, client, found.value, flags.format, destination.value);
      if (!files.ok) return context.fail(files.failure);
      const document: ExportDocument = { format: flags.format, files: files.value };
      if (context.json) context.printJson(document);
      return exitCodes.done;
    });
  });
}

function notForStdout({ json, format }: ExportFlags): CliFailure | undefined {
  if (json === true) return usage('--output - and --json both want stdout.', 'Leave one of them out.');
  return format === 'pdf' && process.stdout.isTTY
    ? usage('A PDF is nothing for a terminal.', 'Give a file by --output, or pipe it on.')
    : undefined;
}

async function exportAll(
  context: CommandContext,
  client: ThreatVision,
  entries: readonly Entry[],
  format: Format,
  destination: Destination,
): Promise<Result<ExportDocument['files'], CliFailure>> {
  const files: ExportDocument['files'][number][] = [];
  for (const entry of entries) {
    const data = await fetchAs(format, entry, client, context);
    if (!data.ok) return data;
    const written = await destination.write(nameOf(entry, format), data.value);
    if (!written.ok) return written;
    files.push({ id: entry.id, path: written.value, bytes: data.value.length });
    // Told one by one: should a later item fail, it is known what is there.
    if (!context.json && written.value !== '-') context.print(written.value);
  }
  return ok(files);
}

/** `report-<id>.json`, the same name as that of `sync --output`. */
function nameOf(entry: Entry, format: Format): string {
  return `${itemFileName(entry)}.${extensions[format]}`;
}

async function fetchAs(
  format: Format,
  entry: Entry,
  client: ThreatVision,
  context: CommandContext,
): Promise<Result<Buffer, CliFailure>> {
  if (format === 'stix') {
    const item = await convertEntry(entry, client, context, { pdf: true });
    if (!item.ok) return item;
    for (const { message } of item.value.missing)
      context.log.warn(`${entry.id}: ${message}`, { event: 'incomplete' });
    const [bundle] = item.value.conversion.bundles;
    if (bundle !== undefined) return ok(Buffer.from(`${bundle.json}\n`));
    return absent(entry, 'nothing that OpenCTI could import');
  }
  const url = linkOf(entry, format);
  return url === undefined
    ? absent(entry, `no ${format.toUpperCase()}`)
    : client.download(
        url,
        `downloading the ${format === 'original' ? 'STIX' : format.toUpperCase()} of ${entry.id}`,
        maxBytes,
      );
}

function linkOf(entry: Entry, format: Exclude<Format, 'stix'>): URL | undefined {
  if (format === 'original') return entry.stixUrl;
  if (entry.kind === 'reports') return format === 'pdf' ? entry.pdfUrl : undefined;
  return format === 'csv' ? entry.csvUrl : format === 'txt' ? entry.txtUrl : undefined;
}

function absent({ kind, id }: Entry, what: string): Result<never, CliFailure> {
  const message = `${kinds[kind].label} ${id} has ${what}.`;
  return err({ reason: 'no-such-item', message, hint: '`show` tells which formats an item has.' });
}
