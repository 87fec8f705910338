import { err, isJsonObject, nonEmptyString, ok, type Result } from '../../lib/index.js';
import type { ItemKind } from '../../kinds.js';
import { itemKinds } from '../../kinds.js';
import type { History, State } from '../../state/index.js';
import { type CliFailure, usage } from '../core/failure.js';
import type { Host } from '../core/host.js';
import type { StatusDocument } from '../documents/schemas.js';
import { version } from '../version.js';
import { type Destination, openDestination } from './export-destination.js';

export interface PageFlags {
  readonly html?: string | undefined;
  readonly force?: boolean | undefined;
  readonly check?: boolean | undefined;
}

/** Before anything is read, so that an existing file is refused at once. Undefined without --html. */
export function openPageFile(
  host: Host,
  { html, force, check }: PageFlags,
): Promise<Result<Destination | undefined, CliFailure>> {
  const refusal = refuseFlags({ html, force, check });
  if (refusal !== undefined) return Promise.resolve(err(refusal));
  return html === undefined
    ? Promise.resolve(ok(undefined))
    : openDestination(host, html, [pageName], force === true);
}

/** In a directory. */
export const pageName = 'status.html';

function refuseFlags({ html, force, check }: PageFlags): CliFailure | undefined {
  if (html === '-') return usage('`status` prints to stdout.', 'Name a file for --html.');
  if (html !== undefined && check === true)
    return usage('--html and --check exclude each other.', 'Leave one of them out.');
  return force === true && html === undefined
    ? usage('--force is for --html, which is missing.', 'Add --html <file>, or leave --force out.')
    : undefined;
}

export interface PageSource {
  /** Name of the connector. */
  readonly connector: string;
  readonly local: Omit<StatusDocument, 'opencti'>;
  readonly state: State | undefined;
  readonly history: History | 'unreadable' | undefined;
  readonly now: Date;
}

/** Returns the page of `status --html`: what this host has recorded. Its module is loaded here only. */
export async function statusPageOf({ connector, local, state, history, now }: PageSource): Promise<Buffer> {
  const { statusPage } = await import('../../page/index.js');
  const { verdict, lastRun, lastFailure, imports } = local;
  const html = statusPage({
    connector,
    program: `teamt5-opencti ${version}`,
    createdAt: Math.floor(now.getTime() / 1000),
    verdict,
    lastRun:
      lastRun === null ? undefined : { finishedAt: seconds(lastRun.finishedAt), outcome: lastRun.outcome },
    lastSuccess: optionalSeconds(lastRun?.lastSuccess ?? null),
    lastFailure:
      lastFailure === null ? undefined : { at: seconds(lastFailure.time), message: lastFailure.message },
    history,
    waiting: itemKinds.flatMap((kind) =>
      (local[kind]?.waiting ?? []).map(({ id, lack, message, attempts, firstAttempt, nextTry }) => ({
        kind,
        id,
        lack,
        message,
        attempts,
        title: titleOf(state, kind, id),
        firstAttempt: seconds(firstAttempt),
        nextTry: optionalSeconds(nextTry),
      })),
    ),
    refused: (imports?.refused ?? []).map(
      ({ time, kind, item, work, objectId, objectType, objectName, message }) => ({
        at: seconds(time),
        kind,
        message,
        where: item ?? work,
        object:
          [objectType, objectName, objectId].filter((part) => part !== undefined).join(' ') || 'an item',
      }),
    ),
  });
  return Buffer.from(html);
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

const optionalSeconds = (iso: string | null): number | undefined => (iso === null ? undefined : seconds(iso));

/** Of a report, from its stored listing entry. */
function titleOf(state: State | undefined, kind: ItemKind, id: string): string | undefined {
  const raw = state?.[kind].waiting[id]?.raw;
  return isJsonObject(raw) ? nonEmptyString(raw.title) : undefined;
}
