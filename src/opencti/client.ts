import { setTimeout as wait } from 'node:timers/promises';

import type { HttpClient } from '../http/index.js';
import { err, isJsonObject, jsonObjectsIn, nonEmptyString, ok, singleLine } from '../lib/index.js';
import { ping, readConnector, register, resetState } from './connector.js';
import { createDelivery } from './delivery.js';
import * as documents from './documents.js';
import { readExisting } from './existing.js';
import type { OpenCtiResult } from './failure.js';
import { createGraphQl, type GraphQl } from './graphql.js';
import type { Account, OpenCti } from './types.js';
import { capabilitiesOf, lowestVersion } from './version.js';
import type { Sleep } from './wait.js';
import { closeWork, discardWork, readWork, readWorks, readWorksSince } from './works.js';

export interface ConnectOptions {
  /** Its origin is that of `url`; it sends the custom headers and the User-Agent. */
  readonly http: HttpClient;
  readonly url: URL;
  readonly token: string;
  readonly now?: (() => number) | undefined;
  readonly sleep?: Sleep | undefined;
}

/** A client that sends only what the platform's version supports; fails below 6.2.6 ('opencti-version'). */
export async function connectOpenCti(options: ConnectOptions): Promise<OpenCtiResult<OpenCti>> {
  const { http, url, token, now = Date.now, sleep = timerSleep } = options;
  const graphql = createGraphQl({ http, url, token });
  const version = await readVersion(graphql);
  if (!version.ok) return version;
  const capabilities = capabilitiesOf(version.value);
  if (capabilities === undefined) {
    return err({ reason: 'opencti-version', version: singleLine(version.value, 50), lowest: lowestVersion });
  }
  const probe = async (): Promise<OpenCtiResult<void>> => {
    const read = await readVersion(graphql);
    return read.ok ? ok(undefined) : read;
  };
  return ok({
    version: version.value,
    capabilities,
    account: () => readAccount(graphql),
    connector: (id) => readConnector(graphql, id),
    register: (connector, stored, patience) => register(graphql, capabilities, connector, stored, patience),
    ping: (id, state, info, patience) => ping(graphql, capabilities, id, state, info, patience),
    reset: (id) => resetState(graphql, id),
    works: (id) => readWorks(graphql, id),
    worksSince: (id, oldest) => readWorksSince(graphql, id, oldest),
    work: (id) => readWork(graphql, id),
    existing: (ids) => readExisting(graphql, ids),
    closeWork: (id, message, inError) => closeWork(graphql, capabilities, id, message, inError),
    discardWork: (id) => discardWork(graphql, id),
    delivery: (delivery) => createDelivery({ graphql, capabilities, probe, now, sleep }, delivery),
  });
}

/** The abort ends the sleep as the time does. */
const timerSleep: Sleep = (milliseconds, signal) =>
  wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);

function readVersion(graphql: GraphQl): Promise<OpenCtiResult<string>> {
  return graphql({
    operation: 'querying the version of the platform',
    query: documents.about,
    read: ({ about }) =>
      isJsonObject(about) && typeof about.version === 'string' ? about.version : undefined,
  });
}

function readAccount(graphql: GraphQl): Promise<OpenCtiResult<Account>> {
  return graphql({
    operation: 'reading the account of the token',
    query: documents.me,
    read: ({ me }) => {
      const name = isJsonObject(me) ? nonEmptyString(me.name) : undefined;
      if (!isJsonObject(me) || name === undefined) return undefined;
      const capabilities = jsonObjectsIn(me.capabilities).flatMap((one) => nonEmptyString(one.name) ?? []);
      // Null for accounts that have only the levels of their groups.
      const level = isJsonObject(me.user_confidence_level) ? me.user_confidence_level.max_confidence : null;
      return {
        name,
        capabilities,
        maxConfidence: typeof level === 'number' ? level : null,
        missingRights: missingRights(capabilities),
      };
    },
  });
}

/** To register, ping and push; to read the connector and its works. More: docs/opencti-api.md#rights. */
const neededRights = ['CONNECTORAPI', 'MODULES'] as const;

/** Names of capabilities form a tree: MODULES_MODMANAGE includes MODULES, and BYPASS includes everything. */
export function missingRights(capabilities: readonly string[]): readonly string[] {
  if (capabilities.includes('BYPASS')) return [];
  return neededRights.filter(
    (right) => !capabilities.some((own) => own === right || own.startsWith(`${right}_`)),
  );
}
