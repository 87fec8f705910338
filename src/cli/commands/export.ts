import { type ItemKind, kinds } from '../../kinds.js';
import { err, ok, type Result } from '../../lib/index.js';
import { itemFileName } from '../../sync/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { ExportDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import { lookUp } from '../run/find-items.js';
import { openThreatVision } from '../run/services.js';
import { type CommandDefinition, exampleIds } from './definition.js';
import { type Destination, openDestination } from './export-destination.js';
import { convertEntry } from './item-content.js';
import { graphPageOf } from './item-page.js';

export const exportCommand = (kind: ItemKind): CommandDefinition => ({
  argument: 'an id from the list, or the start of one',
  options: [
    {
      flags: '--format <format>',
      description: 'stix: as delivered to OpenCTI; html: the same as a graph; original: as received',
      choices: ['stix', 'html', 'original', ...kinds[kind].formats],
      default: 'stix',
    },
    {
      flags: '--output <target>',
      description: 'a directory (existing, ending with /, or for several items), a file, or - for stdout',
      default: '.',
    },
    { flags: '--force', description: 'overwrite existing files' },
  ],
  examples: [
    [
      `${kind} export ${exampleIds[kind]} --format ${kinds[kind].formats[0]}`,
      'Writes into the current directory.',
    ],
    [
      `${kind} export ${exampleIds[kind]} --output - | jq '.objects[].type'`,
      'Prints what would be delivered.',
    ],
  ],
  run: (command, invocation) => exportItems(kind, command.args, command.optsWithGlobals(), invocation),
});

type Format = ExportDocument['format'];

interface ExportFlags extends CommonOptions {
  readonly format: Format;
  readonly output: string;
  readonly force?: boolean | undefined;
}

const extensions = {
  stix: 'json',
  html: 'html',
  original: 'original.json',
  pdf: 'pdf',
  csv: 'csv',
  txt: 'txt',
} as const;

/** Of a PDF, CSV or text file, which is written as received: far above that of a delivery. */
const maxBytes = 256 * 1024 * 1024;

/** Writes items to files, each completely or not at all, or to stdout. */
async function exportItems(
  kind: ItemKind,
  ids: readonly string[],
  flags: ExportFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const refusal = flags.output === '-' ? refuseStdout(flags, context) : undefined;
  if (refusal !== undefined) return context.fail(refusal);
  const source = await openThreatVision({ ...context, readOnly: true });
  if (!source.ok) return context.fail(source.failure);
  const { client, http } = source.value;
  try {
    const found = await lookUp(client, kind, ids);
    if (!found.ok) return await context.fail(found.failure);
    if (flags.output === '-' && flags.format === 'pdf' && found.value.length > 1) {
      const hint = 'Give one id, or a directory with --output.';
      return await context.fail(usage('Several PDFs cannot be written to one stream.', hint));
    }
    const names = found.value.map((entry) => nameOf(entry, flags.format));
    const destination = await openDestination(context.host, flags.output, names, flags.force === true);
    if (!destination.ok) return await context.fail(destination.failure);
    const files = await exportAll(context, client, found.value, flags.format, destination.value);
    if (!files.ok) return await context.fail(files.failure);
    if (context.json)
      context.printJson({ format: flags.format, files: files.value } satisfies ExportDocument);
    return exitCodes.done;
  } finally {
    http.close();
  }
}

function refuseStdout({ json, format }: ExportFlags, { host }: CommandContext): CliFailure | undefined {
  if (json === true) return usage('--output - and --json both write to stdout.', 'Leave one of them out.');
  return format === 'pdf' && host.stdout.isTTY === true
    ? usage('A PDF cannot be shown on a terminal.', 'Give a file with --output, or use a pipe.')
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
    // Printed one by one: if a later item fails, the operator knows which files exist.
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
  if (format === 'stix' || format === 'html') {
    const item = await convertEntry(entry, client, context, { pdf: format === 'stix' });
    if (!item.ok) return item;
    for (const { message } of item.value.missing)
      context.log.warn(`${entry.id}: ${message}`, { event: 'incomplete' });
    if (format === 'html') return ok(await graphPageOf(entry, item.value));
    const [bundle] = item.value.conversion.bundles;
    if (bundle !== undefined) return ok(Buffer.from(`${bundle.json}\n`));
    return absent(entry, 'no content that OpenCTI could import');
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

function linkOf(entry: Entry, format: Exclude<Format, 'stix' | 'html'>): URL | undefined {
  if (format === 'original') return entry.stixUrl;
  if (entry.kind === 'reports') return format === 'pdf' ? entry.pdfUrl : undefined;
  return format === 'csv' ? entry.csvUrl : format === 'txt' ? entry.txtUrl : undefined;
}

function absent({ kind, id }: Entry, what: string): Result<never, CliFailure> {
  const message = `${kinds[kind].label} ${id} has ${what}.`;
  return err({ reason: 'no-such-item', message, hint: '`show` lists the formats of an item.' });
}
