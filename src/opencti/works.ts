import {
  finiteNumber,
  isJsonObject,
  jsonObjectsIn,
  nonEmptyString,
  ok,
  parseJsonObject,
  singleLine,
} from '../lib/index.js';
import * as documents from './documents.js';
import type { Clean } from './errors.js';
import { isTransient, type OpenCtiResult } from './failure.js';
import type { GraphQl } from './graphql.js';
import type { WorkError, WorkList, WorkSummary } from './types.js';
import type { Capabilities } from './version.js';

const workRight = 'CONNECTORAPI';

/** Null if the platform has no such work, which is not an error. */
export function readWork(graphql: GraphQl, id: string): Promise<OpenCtiResult<WorkSummary | null>> {
  return graphql({
    operation: 'reading a work',
    query: documents.work,
    variables: { id },
    right: 'MODULES',
    read: ({ work }, clean) => (work === null ? null : parseSummary(work, clean)),
  });
}

/** Newest first; none if the connector is unknown. */
export function readWorks(
  graphql: GraphQl,
  connectorId: string,
): Promise<OpenCtiResult<readonly WorkSummary[]>> {
  return graphql({
    operation: 'reading the works of the connector',
    query: documents.works,
    variables: { id: connectorId },
    right: 'MODULES',
    read({ connector }, clean) {
      if (connector === null) return [];
      if (!isJsonObject(connector)) return undefined;
      return jsonObjectsIn(connector.works).flatMap((work) => parseSummary(work, clean) ?? []);
    },
  });
}

/** Of one request (the document `worksSince`). */
const worksPerRequest = 200;

/** The works of a connector from the oldest of these on; whatever is not listed before the last one is gone. */
export function readWorksSince(
  graphql: GraphQl,
  connectorId: string,
  oldestId: string,
): Promise<OpenCtiResult<WorkList>> {
  return graphql({
    operation: 'reading the works of earlier runs',
    query: documents.worksSince,
    variables: { connectorId: [connectorId], since: [timeBefore(oldestId)] },
    right: 'MODULES',
    read({ works }, clean) {
      if (!isJsonObject(works) || !Array.isArray(works.edges)) return undefined;
      const listed = jsonObjectsIn(works.edges).flatMap(({ node }) => parseSummary(node, clean) ?? []);
      return { works: listed, isComplete: works.edges.length < worksPerRequest };
    },
  });
}

/** A second before the time in `work_<connector id>_<ISO time>` (docs/opencti-api.md#works), in case they differ. */
function timeBefore(workId: string): string {
  const time = Date.parse(workId.slice(workId.lastIndexOf('_') + 1));
  return new Date(Number.isNaN(time) ? 0 : time - 1000).toISOString();
}

function parseSummary(work: unknown, clean: Clean): WorkSummary | undefined {
  const id = isJsonObject(work) ? nonEmptyString(work.id) : undefined;
  if (!isJsonObject(work) || id === undefined) return undefined;
  const tracking = isJsonObject(work.tracking) ? work.tracking : {};
  const completedAt = Math.floor(Date.parse(nonEmptyString(work.completed_time) ?? '') / 1000);
  return {
    id,
    name: nonEmptyString(work.name) ?? '',
    status: nonEmptyString(work.status) ?? '',
    // Null until the platform has something to count.
    expected: finiteNumber(tracking.import_expected_number) ?? 0,
    processed: finiteNumber(tracking.import_processed_number) ?? 0,
    ...(Number.isNaN(completedAt) ? {} : { completedAt }),
    errors: jsonObjectsIn(work.errors).map(({ message, source }) => parseWorkError(message, source, clean)),
  };
}

/** Characters. */
const longestName = 100;
/** Begins at the start of a word only, so that the search stays linear. */
const stixId = /(?<![\w-])[a-z0-9][a-z0-9-]*--[0-9a-zA-Z][0-9a-zA-Z-]*/;

/** An error of a work (docs/opencti-api.md#works). `source`: the refused object, a sentence, or absent. */
export function parseWorkError(message: unknown, source: unknown, clean: Clean): WorkError {
  const about = nonEmptyString(source);
  const text = clean(parseMessage(nonEmptyString(message) ?? ''));
  if (about === undefined) return { about: 'run', message: text };
  const object = parseJsonObject(about);
  const objectId = nonEmptyString(object?.id) ?? stixId.exec(about)?.[0];
  const name = nonEmptyString(object?.name) ?? nonEmptyString(object?.value);
  return {
    about: 'object',
    message: text,
    objectId,
    ...(objectId === undefined ? {} : { objectType: objectId.slice(0, objectId.indexOf('--')) }),
    ...(name === undefined ? {} : { objectName: singleLine(clean(name), longestName) }),
  };
}

/** The worker prints a Python dict (`{'name': 'FUNCTIONAL_ERROR', 'error_message': '…'}`) or a text. */
function parseMessage(text: string): string {
  const message = dictEntry(text, 'error_message');
  if (message === undefined) return text;
  const name = dictEntry(text, 'name');
  return name === undefined ? message : `${name}: ${message}`;
}

/** Python quotes a text that contains `'` with `"`, and escapes by backslash. */
function dictEntry(dict: string, key: string): string | undefined {
  const entry = new RegExp(`'${key}':\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`, 's').exec(
    dict,
  );
  return (entry?.[1] ?? entry?.[2])?.replace(/\\(.)/gs, (_, escaped: string) =>
    escaped === 'n' || escaped === 't' || escaped === 'r' ? ' ' : escaped,
  );
}

/** After a lost response, the work is looked up by its unique name: a repeat could create a second one. */
export async function addWork(
  graphql: GraphQl,
  capabilities: Capabilities,
  connectorId: string,
  name: string,
): Promise<OpenCtiResult<string>> {
  const create = (repeatable: boolean): Promise<OpenCtiResult<string>> =>
    graphql({
      operation: `creating the work "${name}"`,
      query: capabilities.has('multiPartWork') ? documents.workAddMultiPart : documents.workAdd,
      variables: { connectorId, friendlyName: name },
      right: workRight,
      read: ({ workAdd }) => (isJsonObject(workAdd) ? nonEmptyString(workAdd.id) : undefined),
      repeatable,
    });
  const first = await create(false);
  if (first.ok || !isTransient(first.failure)) return first;
  // This request is retried until the platform responds, or fails as the work would.
  const listed = await readWorks(graphql, connectorId);
  if (!listed.ok) return listed;
  const created = listed.value.find((work) => work.name === name);
  return created === undefined ? create(true) : ok(created.id);
}

/** Declares that nothing more is pushed into the work. A work that expects nothing yet completes at once. */
export async function toProcessed(
  graphql: GraphQl,
  id: string,
  message: string,
  inError: boolean,
): Promise<OpenCtiResult<void>> {
  const processed = await graphql({
    operation: 'closing a work',
    query: documents.workToProcessed,
    variables: { id, message: singleLine(message, 4000), inError },
    right: workRight,
    read: ({ workEdit }) => (isJsonObject(workEdit) ? true : undefined),
  });
  return processed.ok ? ok(undefined) : processed;
}

/** Ends a work of an earlier run. Without multi-part, one that still expects objects completes by itself. */
export async function closeWork(
  graphql: GraphQl,
  capabilities: Capabilities,
  id: string,
  message: string,
  inError: boolean,
): Promise<OpenCtiResult<void>> {
  if (capabilities.has('multiPartWork')) return toProcessed(graphql, id, message, inError);
  const work = await readWork(graphql, id);
  if (!work.ok) return work;
  if (work.value === null || work.value.status === 'complete') return ok(undefined);
  if (work.value.processed < work.value.expected) return ok(undefined);
  return toProcessed(graphql, id, message, inError);
}

/** Ends or deletes a work whose queued objects a reset purged (docs/opencti-api.md#resets). */
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
    operation: 'deleting a work',
    query: documents.workDelete,
    variables: { id },
    right: workRight,
    read: ({ workEdit }) => (isJsonObject(workEdit) ? true : undefined),
  });
  return deleted.ok ? ok(undefined) : deleted;
}
