import { err, nonEmptyString, ok, parseJsonObject } from '../lib/index.js';
import { connectorRight, readConnector } from './connector.js';
import * as documents from './documents.js';
import type { OpenCtiFailure, OpenCtiResult } from './failure.js';
import { type GraphQl, type Operation, requestBody } from './graphql.js';

/** Bytes; one more is HTTP 500 (docs/opencti-api.md#pushing-bundles). */
const maxBodyBytes = 52_428_800;

export interface Push {
  readonly connectorId: string;
  readonly json: string;
  /** Absent below 6.5.7. */
  readonly workId?: string | undefined;
  /** For messages. */
  readonly title: string;
  /** False: one attempt; see `Operation`. */
  readonly repeatable: boolean;
}

/** Succeeds when the broker has the bundle, before the import (docs/opencti-api.md#pushing-bundles). */
export async function pushBundle(graphql: GraphQl, push: Push): Promise<OpenCtiResult<void>> {
  const { connectorId, json, workId, title, repeatable } = push;
  const operation = `pushing ${title}`;
  const request: Operation<true> = {
    operation,
    query: workId === undefined ? documents.stixBundlePush : documents.stixBundlePushIntoWork,
    variables: { connectorId, bundle: json, work_id: workId },
    right: connectorRight,
    read: ({ stixBundlePush }) => (stixBundlePush === true ? true : undefined),
    repeatable,
  };
  const bytes = (): number => Buffer.byteLength(requestBody(request.query, request.variables ?? {}));
  // A character takes at most three bytes, and a quote or backslash doubles: measure only near the limit.
  if (json.length * 3 > maxBodyBytes / 2 && bytes() > maxBodyBytes) return err(tooLarge(operation, bytes()));
  const pushed = await graphql(request);
  if (pushed.ok) return ok(undefined);
  return err(await explain(graphql, push, bytes, pushed.failure));
}

async function explain(
  graphql: GraphQl,
  { connectorId, title }: Push,
  bytes: () => number,
  failure: OpenCtiFailure,
): Promise<OpenCtiFailure> {
  const operation = `pushing ${title}`;
  if (failure.reason === 'opencti-http' && failure.http.reason === 'http-status') {
    const { status, body } = failure.http;
    if (nonEmptyString(parseJsonObject(body)?.error) === 'request entity too large')
      return tooLarge(operation, bytes());
    if (status === 413) return tooLargeForProxy(operation, bytes());
  }
  if (failure.reason === 'opencti-bundle-refused' && failure.message === 'Invalid bundle') {
    // Without a cause, the bundle is bad or the connector was deleted.
    const connector = await readConnector(graphql, connectorId);
    if (connector.ok && connector.value === null) return { reason: 'opencti-connector-gone', operation };
    const message = 'OpenCTI reports an invalid bundle without a cause';
    return { reason: 'opencti-bundle-refused', operation, message };
  }
  return failure;
}

function tooLarge(operation: string, bytes: number): OpenCtiFailure {
  const message =
    `the request has ${megabytes(bytes)}, and OpenCTI accepts at most ${megabytes(maxBodyBytes)}:` +
    ' lower opencti.max_bundle_bytes';
  return { reason: 'opencti-bundle-refused', operation, message };
}

function tooLargeForProxy(operation: string, bytes: number): OpenCtiFailure {
  const message =
    `a reverse proxy refused ${megabytes(bytes)} (HTTP 413):` +
    ' raise its body limit (nginx: client_max_body_size) or lower opencti.max_bundle_bytes';
  return { reason: 'opencti-bundle-refused', operation, message };
}

/** MB is 10^6 bytes. */
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
