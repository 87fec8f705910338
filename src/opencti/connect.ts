import { setTimeout as wait } from 'node:timers/promises';
import type { HttpClient } from '../http/index.js';
import { err, ok } from '../lib/index.js';
import { readAccount } from './account.js';
import { ping, readConnector, register, resetState } from './connector.js';
import { createDelivery } from './delivery.js';
import * as documents from './documents.js';
import { createGraphQl, type GraphQl } from './graphql.js';
import { isFields, oneLine } from './guards.js';
import type { OpenCti, OpenCtiResult } from './types.js';
import { capabilitiesOf, lowestVersion } from './version.js';
import type { Sleep } from './wait.js';
import { closeWork, discardWork, readWork, readWorks } from './works.js';

const realSleep: Sleep = (milliseconds, signal) =>
  // The only thing that can go wrong is the abort, which ends the sleep as the time would.
  wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);

/**
 * Asks the platform for its version and answers a client that sends only what that version knows.
 * Fails with 'opencti-version' where the version is unreadable or below 6.2.6.
 * @param options.http a client whose origin is that of `url`, with the custom headers and the User-Agent
 * @param options.url the platform's address; a base path is kept
 * @param options.now unix milliseconds
 */
export async function connectOpenCti(options: {
  readonly http: HttpClient;
  readonly url: URL;
  readonly token: string;
  readonly now?: () => number;
  readonly sleep?: Sleep;
}): Promise<OpenCtiResult<OpenCti>> {
  const { http, url, token, now = Date.now, sleep = realSleep } = options;
  const graphql = createGraphQl({ http, url, token });
  const version = await readVersion(graphql);
  if (!version.ok) return version;
  const capabilities = capabilitiesOf(version.value);
  if (capabilities === undefined) {
    return err({ reason: 'opencti-version', version: oneLine(version.value, 50), lowest: lowestVersion });
  }
  const probe = async (): Promise<OpenCtiResult<void>> => {
    const answer = await readVersion(graphql);
    return answer.ok ? ok(undefined) : answer;
  };
  return ok({
    version: version.value,
    capabilities,
    probe,
    account: () => readAccount(graphql),
    connector: (id) => readConnector(graphql, id),
    register: (connector, stored) => register(graphql, capabilities, connector, stored),
    ping: (id, state, info) => ping(graphql, capabilities, id, state, info),
    reset: (id) => resetState(graphql, id),
    works: (id) => readWorks(graphql, id),
    work: (id) => readWork(graphql, id),
    closeWork: (id, message, inError) => closeWork(graphql, capabilities, id, message, inError),
    discardWork: (id) => discardWork(graphql, id),
    delivery: (delivery) => createDelivery({ graphql, capabilities, probe, now, sleep }, delivery),
  });
}

function readVersion(graphql: GraphQl): Promise<OpenCtiResult<string>> {
  return graphql({
    doing: 'asking for its version',
    query: documents.about,
    read: ({ about }) => (isFields(about) && typeof about.version === 'string' ? about.version : undefined),
  });
}
