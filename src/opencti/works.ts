import { err, ok } from '../lib/index.js';
import * as documents from './documents.js';
import type { GraphQl } from './graphql.js';
import { countOf, fieldsIn, isFields, oneLine, textOf } from './guards.js';
import { readWorkError } from './import-errors.js';
import { mayPass } from './repeating.js';
import type { Capabilities, OpenCtiResult, WorkSummary } from './types.js';

const workRight = 'CONNECTORAPI';

/** A work as it stands; null where the platform has no such work (any more), which is no error. */
export function readWork(graphql: GraphQl, id: string): Promise<OpenCtiResult<WorkSummary | null>> {
  return graphql({
    doing: 'reading a work',
    query: documents.work,
    variables: { id },
    right: 'MODULES',
    read: ({ work }) => (work === null ? null : readSummary(work)),
  });
}

/** The newest works of a connector, newest first; none where the connector is unknown. */
export function readWorks(
  graphql: GraphQl,
  connectorId: string,
): Promise<OpenCtiResult<readonly WorkSummary[]>> {
  return graphql({
    doing: 'reading the works of the connector',
    query: documents.works,
    variables: { id: connectorId },
    right: 'MODULES',
    read: ({ connector }) =>
      connector === null
        ? []
        : isFields(connector)
          ? fieldsIn(connector.works).flatMap((work) => readSummary(work) ?? [])
          : undefined,
  });
}

function readSummary(work: unknown): WorkSummary | undefined {
  const id = isFields(work) ? textOf(work.id) : undefined;
  if (!isFields(work) || id === undefined) return undefined;
  const tracking = isFields(work.tracking) ? work.tracking : {};
  return {
    id,
    name: textOf(work.name) ?? '',
    status: textOf(work.status) ?? '',
    expected: countOf(tracking.import_expected_number),
    processed: countOf(tracking.import_processed_number),
    errors: fieldsIn(work.errors).map(({ message, source }) => readWorkError(message, source)),
  };
}

/**
 * A new work. A repeat would leave a second one "in progress" for ever, so an answer lost on the way is settled by a
 * look: the work of that name is taken where it exists.
 * @param name unique among the connector's works
 */
export async function addWork(
  graphql: GraphQl,
  { multiPartWork }: Pick<Capabilities, 'multiPartWork'>,
  connectorId: string,
  name: string,
): Promise<OpenCtiResult<string>> {
  const ask = (repeatable: boolean): Promise<OpenCtiResult<string>> =>
    graphql({
      doing: `making the work "${name}"`,
      query: multiPartWork ? documents.workAddMultiPart : documents.workAdd,
      variables: { connectorId, friendlyName: name },
      right: workRight,
      read: ({ workAdd }) => (isFields(workAdd) ? textOf(workAdd.id) : undefined),
      repeatable,
    });
  const first = await ask(false);
  if (first.ok || !mayPass(first.failure)) return first;
  // The look repeats until the platform answers again, or fails as the work would.
  const listed = await readWorks(graphql, connectorId);
  if (!listed.ok) return listed;
  const made = listed.value.find((work) => work.name === name);
  return made === undefined ? ask(true) : ok(made.id);
}

/** Says that nothing more will be pushed into the work. With nothing expected yet that completes it at once. */
export async function toProcessed(
  graphql: GraphQl,
  id: string,
  message: string,
  inError: boolean,
): Promise<OpenCtiResult<void>> {
  const answer = await graphql({
    doing: 'closing a work',
    query: documents.workToProcessed,
    variables: { id, message: oneLine(message, 4000), inError },
    right: workRight,
    read: ({ workEdit }) => (isFields(workEdit) ? true : undefined),
  });
  return answer.ok ? ok(undefined) : err(answer.failure);
}

/**
 * Ends a work that an earlier run left behind. A multi-part work completes when it is told and all is imported. Any
 * other completes by its last object: told early it would claim completion before the import, so one that still
 * expects objects is left alone.
 */
export async function closeWork(
  graphql: GraphQl,
  { multiPartWork }: Pick<Capabilities, 'multiPartWork'>,
  id: string,
  message: string,
  inError: boolean,
): Promise<OpenCtiResult<void>> {
  if (multiPartWork) return toProcessed(graphql, id, message, inError);
  const work = await readWork(graphql, id);
  if (!work.ok) return work;
  if (work.value === null || work.value.status === 'complete') return ok(undefined);
  if (work.value.processed < work.value.expected) return ok(undefined);
  return toProcessed(graphql, id, message, inError);
}

/**
 * Ends a work whose queued objects were purged by a reset of the connector, so that it does not stay in progress
 * forever (docs/opencti-api.md#resets). `toProcessed` completes it if the platform expects nothing; a work that still
 * expects the purged objects cannot be completed any more and is deleted. A completed or unknown work is left alone.
 */
export async function discardWork(graphql: GraphQl, id: string): Promise<OpenCtiResult<void>> {
  const before = await readWork(graphql, id);
  if (!before.ok) return before;
  if (before.value === null || before.value.status === 'complete') return ok(undefined);
  const text = 'The connector was reset: the objects that were still queued are discarded.';
  const processed = await toProcessed(graphql, id, text, true);
  if (!processed.ok) return processed;
  const after = await readWork(graphql, id);
  if (!after.ok) return after;
  if (after.value === null || after.value.status === 'complete') return ok(undefined);
  const deleted = await graphql({
    doing: 'deleting a work',
    query: documents.workDelete,
    variables: { id },
    right: workRight,
    read: ({ workEdit }) => (isFields(workEdit) ? true : undefined),
  });
  return deleted.ok ? ok(undefined) : deleted;
}
