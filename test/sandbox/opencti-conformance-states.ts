import { at, connectorClient, identities } from './opencti-client.js';
import { variablesOf, type Exchange } from './opencti-recorded.js';
import type { AccountOptions, OpenCtiSandbox } from './opencti.js';
import { connectorsGroup, olderConnectorsGroup } from './opencti.js';

export const tokens: Readonly<Record<string, AccountOptions>> = {
  admin: { name: 'admin', capabilities: ['KNOWLEDGE', 'BYPASS'], user_confidence_level: 100 },
  // As many as the recorded group has, because lists are compared by their length.
  connectors: {
    name: 'probe-connector',
    capabilities: [...connectorsGroup, ...Array.from({ length: 10 }, (_, index) => `KNOWLEDGE_KN${index}`)],
  },
  limited: { name: 'probe-noconnectorapi', capabilities: ['KNOWLEDGE', 'APIACCESS_USETOKEN'] },
  powerless: { name: 'probe-nousetoken', capabilities: ['KNOWLEDGE'] },
};

/** The group of 6.7.5 has thirteen capabilities and no APIACCESS_USETOKEN. */
export const tokensOf675: Readonly<Record<string, AccountOptions>> = {
  ...tokens,
  connectors: {
    name: 'Connector user',
    capabilities: [
      ...olderConnectorsGroup,
      ...Array.from({ length: 8 }, (_, index) => `KNOWLEDGE_KN${index}`),
    ],
  },
};

/** Contained in the name of the recording; undefined: none. */
export function tokenOf(file: string): string | undefined {
  if (file.endsWith('-no-token')) return undefined;
  if (file.endsWith('-bad-token')) return 'wrong';
  if (file.includes('no-usetoken')) return 'powerless';
  if (file.includes('no-CONNECTORAPI')) return 'limited';
  return file.includes('connector-account') ? 'connectors' : 'admin';
}

export interface Stage {
  readonly sandbox: OpenCtiSandbox;
  readonly exchange: Exchange;
  readonly setClock: (iso: string) => void;
}

type Prepare = (stage: Stage) => Promise<unknown>;

const client = ({ sandbox }: Stage) => connectorClient(sandbox, 'admin');

function connectorId({ exchange }: Stage): string {
  const variables = variablesOf(exchange);
  const named = at(variables, 'input', 'id') ?? variables.connectorId ?? variables.c ?? variables.id;
  return workParts(String(named))?.connectorId ?? String(named);
}

function workParts(id: string): { readonly connectorId: string; readonly iso: string } | undefined {
  const parts = /^work_(.+)_(\d{4}-.+Z)$/.exec(id);
  return parts?.[1] === undefined || parts[2] === undefined
    ? undefined
    : { connectorId: parts[1], iso: parts[2] };
}

const nothing: Prepare = () => Promise.resolve();

const registered: Prepare = (stage) =>
  client(stage).register(connectorId(stage), { enrichment_resolution: 'none' });

const sameInput: Prepare = (stage) =>
  client(stage).register(connectorId(stage), { ...recordOf(variablesOf(stage.exchange).input) });

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const pinged =
  (state: string): Prepare =>
  async (stage) => {
    await registered(stage);
    await client(stage).ping(connectorId(stage), state);
  };

const reset: Prepare = async (stage) => {
  await pinged('{"a":1}')(stage);
  stage.sandbox.pressReset(connectorId(stage));
};

const deleted: Prepare = async (stage) => {
  await registered(stage);
  stage.sandbox.deleteConnector(connectorId(stage));
};

const work =
  (then: (stage: Stage, workId: string) => Promise<unknown> = nothing, multiPart = false): Prepare =>
  async (stage) => {
    const id = String(variablesOf(stage.exchange).id);
    await registered(stage);
    stage.setClock(workParts(id)?.iso ?? '');
    await client(stage).workAdd(connectorId(stage), multiPart);
    await then(stage, id);
  };

async function push(stage: Stage, workId: string, objects: number, imported: number): Promise<void> {
  await client(stage).push(connectorId(stage), identities(objects), workId);
  if (imported > 0) stage.sandbox.importNext(imported);
}

const finished = work(async (stage, id) => {
  await push(stage, id, 3, 0);
  await client(stage).toProcessed(id, 'done push');
  stage.sandbox.importAll();
});

const listedWorks: Prepare = async (stage) => {
  await registered(stage);
  const list = at(stage.exchange.response.body, 'data', 'connector', 'works');
  for (const [index, recorded] of (Array.isArray(list) ? list : []).toReversed().entries()) {
    const numbers = ['import_expected_number', 'import_processed_number'].map((key) =>
      Number(at(recorded, 'tracking', key)),
    );
    stage.setClock(workParts(String(at(recorded, 'id')))?.iso ?? '');
    const id = await client(stage).workAdd(connectorId(stage));
    await client(stage).push(connectorId(stage), identities(numbers[0] ?? 0, index), id);
    stage.sandbox.importNext(numbers[1] ?? 0);
    stage.sandbox.pressReset(connectorId(stage));
  }
};

/** Recording -> the state that it needs. A recording without an entry fails the test. */
export const states: Readonly<Record<string, Prepare>> = {
  'about-bad-token': nothing,
  'about-no-token': nothing,
  'about-ok': nothing,
  'about-pycti': nothing,
  'connector-queue-backlog': async (stage) => {
    await pinged('{}')(stage);
    stage.sandbox.setQueue(connectorId(stage), { messages: 2909, bytes: 1_813_245 });
  },
  'connector-unknown': nothing,
  'delete-connector': registered,
  'delete-connector-twice': deleted,
  'error-bad-enum-value': nothing,
  'error-batched-array': nothing,
  'error-body-empty': nothing,
  'error-body-not-json': nothing,
  'error-body-over-50MiB': nothing,
  'error-get-method': nothing,
  'error-missing-variable': nothing,
  'error-syntax': nothing,
  'error-two-same-mutations': registered,
  'error-unknown-argument': registered,
  'error-unknown-field': nothing,
  'error-unknown-input-field': nothing,
  'error-work-not-alive': registered,
  'error-wrong-content-type': nothing,
  'error-wrong-path': nothing,
  'error-wrong-variable-type': registered,
  'me-bad-token': nothing,
  'me-connector-account': nothing,
  'me-no-CONNECTORAPI': nothing,
  'me-no-token': nothing,
  'me-ok': nothing,
  'ping-after-non-json-state': pinged('hello'),
  'ping-after-reset-1': reset,
  'ping-after-reset-2': async (stage) => {
    await reset(stage);
    await client(stage).ping(connectorId(stage), '{"swallowed":true}');
  },
  'ping-after-reset-state-null': reset,
  'ping-after-reset-then-state': async (stage) => {
    await reset(stage);
    await client(stage).ping(connectorId(stage), null);
  },
  'ping-date-invalid': registered,
  'ping-date-ms-offset': registered,
  'ping-deleted-connector': deleted,
  'ping-ok': registered,
  'ping-pycti': registered,
  'ping-state-empty-string': pinged('{"a":1}'),
  'ping-state-left-out': pinged('{"a":1}'),
  'ping-state-not-json': registered,
  'ping-state-null': pinged('{"a":1}'),
  'ping-state-string-null': registered,
  'ping-unknown-connector': nothing,
  'ping-without-info': registered,
  'push-refused-bad-token': registered,
  'push-refused-deleted-connector': deleted,
  'push-refused-empty-objects': registered,
  'push-refused-not-json': registered,
  'push-refused-null-in-object_refs': registered,
  'push-refused-null-in-objects': registered,
  'push-refused-object-without-id': registered,
  'push-refused-type-not-bundle': registered,
  'push-refused-unknown-connector': nothing,
  'push-unknown-work-accepted': registered,
  'register-after-reset': reset,
  'register-again': sameInput,
  'register-again-booleans-omitted': registered,
  'register-again-dropping-enrichment_resolution': registered,
  'register-again-dropping-scope': registered,
  'register-again-empty-scope': registered,
  'register-again-without-enrichment_resolution-never-set': sameInput,
  'register-bad-token': nothing,
  'register-id-not-uuid': nothing,
  'register-minimal-new': nothing,
  'register-new': nothing,
  'register-new-empty-scope': nothing,
  'register-new-without-enrichment_resolution': nothing,
  'register-one-character-name': nothing,
  'register-pycti': nothing,
  'reset-state': pinged('{"a":1}'),
  'rights-connector-account-about': nothing,
  'rights-connector-account-ping': registered,
  'rights-connector-account-queue': registered,
  'rights-connector-account-register': nothing,
  'rights-connector-account-workAdd': registered,
  'rights-no-CONNECTORAPI-about': nothing,
  'rights-no-CONNECTORAPI-ping': registered,
  'rights-no-CONNECTORAPI-push': registered,
  'rights-no-CONNECTORAPI-queue': registered,
  'rights-no-CONNECTORAPI-register': nothing,
  'rights-no-CONNECTORAPI-workAdd': registered,
  'rights-no-usetoken-about': nothing,
  'work-add': registered,
  'work-add-multipart': registered,
  'work-add-pycti': registered,
  'work-add-unknown-connector': nothing,
  'work-after-immediate-to-processed': work(async (stage, id) => {
    await push(stage, id, 2, 0);
    await client(stage).toProcessed(id, 'done');
  }),
  'work-after-queue-purge': work(async (stage, id) => {
    await push(stage, id, 3001, 297);
    stage.sandbox.pressReset(connectorId(stage));
  }),
  'work-after-to-processed-in-error': work((stage, id) => client(stage).toProcessed(id, 'boom', true)),
  'work-delete': work(),
  'work-expectations-pycti': work(),
  'work-multipart-after-to-processed': work(async (stage, id) => {
    await push(stage, id, 2, 0);
    await client(stage).toProcessed(id, 'done');
  }, true),
  'work-of-deleted-connector': work((stage) => {
    stage.sandbox.deleteConnector(connectorId(stage));
    return Promise.resolve();
  }),
  'work-query': finished,
  'work-query-pycti': finished,
  'work-right-after-push': work((stage, id) => push(stage, id, 2, 0)),
  'work-second-push-after-complete': work(async (stage, id) => {
    await push(stage, id, 1, 1);
    await push(stage, id, 2, 0);
  }),
  'work-second-push-later': work(async (stage, id) => {
    await push(stage, id, 1, 1);
    await push(stage, id, 2, 2);
  }),
  'work-to-processed': work(),
  'work-to-processed-in-error': work(),
  'work-to-processed-no-push': work((stage, id) => client(stage).toProcessed(id, 'nothing')),
  'work-to-processed-pycti': work(),
  'work-to-processed-unknown': nothing,
  'work-unknown': nothing,
  'works-of-connector': listedWorks,
};

const lastRun = '{"last_run": "2026-11-24T19:00:00+00:00"}';

const registered675: Prepare = (stage) => client(stage).register(connectorId(stage));

const pinged675: Prepare = async (stage) => {
  await registered675(stage);
  await client(stage).ping(connectorId(stage), lastRun);
};

const recordedObjects = [
  {
    type: 'malware',
    spec_version: '2.1',
    id: 'malware--7b8b1397-b583-488e-b316-2bd2522e668c',
    name: 'Recorded Malware',
    is_family: true,
  },
  {
    type: 'indicator',
    spec_version: '2.1',
    id: 'indicator--d0591c1f-c90c-4cc3-9729-a6bd0b324fef',
    name: 'bad pattern',
    pattern: "[domain-name:value = 'x.example'",
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00Z',
  },
];

const work675 =
  (imported: boolean): Prepare =>
  async (stage) => {
    const parts = workParts(String(variablesOf(stage.exchange).id));
    await registered675(stage);
    stage.setClock(parts?.iso ?? '');
    const id = await client(stage).workAdd(connectorId(stage));
    await client(stage).push(connectorId(stage), recordedObjects, id);
    if (imported) stage.sandbox.importAll();
  };

export const statesOf675: Readonly<Record<string, Prepare>> = {
  'about-bad-token': nothing,
  'about-ok': nothing,
  connector: pinged675,
  'delete-connector': registered675,
  'me-connector-account': nothing,
  'ping-after-reset': async (stage) => {
    await pinged675(stage);
    stage.sandbox.pressReset(connectorId(stage));
  },
  'ping-state': registered675,
  'ping-unknown-connector': nothing,
  push: registered675,
  'push-unknown-connector': nothing,
  'register-again-both-booleans': registered675,
  'register-again-one-boolean': registered675,
  'register-again-without-booleans': registered675,
  'register-enrichment-resolution': nothing,
  'register-keeps-state': pinged675,
  'register-new-without-booleans': nothing,
  reset: pinged675,
  'verify-query': async (stage) => {
    await client(stage).register('verified');
    await client(stage).push('verified', recordedObjects, await client(stage).workAdd('verified'));
    stage.sandbox.importAll();
  },
  'work-add': registered675,
  'work-add-multi-part': registered675,
  'work-at-once': work675(false),
  'work-complete': work675(true),
};
