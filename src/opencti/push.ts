import { err, ok } from '../lib/index.js';
import { connectorRight, readConnector } from './connector.js';
import * as documents from './documents.js';
import { type GraphQl, type Operation, requestBody } from './graphql.js';
import { parseObject, textOf } from './guards.js';
import type { OpenCtiFailure, OpenCtiResult } from './types.js';

/** Bytes of HTTP body that the platform takes; one more is HTTP 500 (contract page, section 7). */
const maxBodyBytes = 52_428_800;

export interface Push {
  readonly connectorId: string;
  /** The bundle's JSON text. */
  readonly json: string;
  /** Absent below 6.5.7. */
  readonly workId?: string;
  /** For messages. */
  readonly title: string;
  /** False: one attempt; see `Operation`. */
  readonly repeatable: boolean;
}

/** One `stixBundlePush`: ok means that the broker has confirmed it, not that it is imported (contract page, section 7). */
export async function pushBundle(graphql: GraphQl, push: Push): Promise<OpenCtiResult<void>> {
  const { connectorId, json, workId, title, repeatable } = push;
  const operation: Operation<true> = {
    doing: `pushing ${title}`,
    query: workId === undefined ? documents.stixBundlePush : documents.stixBundlePushIntoWork,
    variables: { connectorId, bundle: json, ...(workId === undefined ? {} : { work_id: workId }) },
    right: connectorRight,
    read: ({ stixBundlePush }) => (stixBundlePush === true ? true : undefined),
    repeatable,
  };
  const bytes = (): number => Buffer.byteLength(requestBody(operation.query, operation.variables ?? {}));
  // A character takes three bytes at most, a quote or backslash doubles: only near the limit it is worth measuring.
  if (json.length * 3 > maxBodyBytes / 2 && bytes() > maxBodyBytes)
    return err(tooLarge(operation.doing, bytes()));
  const answer = await graphql(operation);
  if (answer.ok) return ok(undefined);
  return err(await explain(graphql, push, operation.doing, bytes, answer.failure));
}

/** Failures of the bundle that come in other clothes: sizes refused on the way, and a refusal without a cause. */
async function explain(
  graphql: GraphQl,
  { connectorId }: Push,
  doing: string,
  bytes: () => number,
  failure: OpenCtiFailure,
): Promise<OpenCtiFailure> {
  if (failure.reason === 'opencti-http' && failure.http.reason === 'http-status') {
    const { status, body } = failure.http;
    if (textOf(parseObject(body)?.error) === 'request entity too large') return tooLarge(doing, bytes());
    if (status === 413) return tooLargeForProxy(doing, bytes());
  }
  if (failure.reason === 'opencti-bundle-refused' && failure.message === 'Invalid bundle') {
    // Without a cause it is a bad bundle or a connector that was deleted: a look tells.
    const connector = await readConnector(graphql, connectorId);
    if (connector.ok && connector.value === null) return { reason: 'opencti-connector-gone', doing };
    const message = 'OpenCTI calls the bundle invalid and gives no cause';
    return { reason: 'opencti-bundle-refused', doing, message };
  }
  return failure;
}

function tooLarge(doing: string, bytes: number): OpenCtiFailure {
  const message =
    `a request of ${megabytes(bytes)}, OpenCTI takes ${megabytes(maxBodyBytes)} at most:` +
    ' lower opencti.max_bundle_bytes';
  return { reason: 'opencti-bundle-refused', doing, message };
}

function tooLargeForProxy(doing: string, bytes: number): OpenCtiFailure {
  const message =
    `a reverse proxy refused ${megabytes(bytes)} (HTTP 413):` +
    ' raise its body limit (nginx: client_max_body_size) or lower opencti.max_bundle_bytes';
  return { reason: 'opencti-bundle-refused', doing, message };
}

/** MB are 10^6 bytes. */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
