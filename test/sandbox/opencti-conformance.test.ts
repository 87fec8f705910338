import t from 'tap';
import { fixturePath } from '../tools/paths.js';
import { states, statesOf675, tokenOf, tokens, tokensOf675 } from './opencti-conformance-states.js';
import { readExchange, recordings, type Exchange } from './opencti-recorded.js';
import { differences } from './opencti-shape.js';
import { startOpenCti, type OpenCtiSandbox } from './opencti.js';
import { isRecord } from './opencti/stix.js';

const importersWork = /^(import|update)-/;
const connectionHeaders = ['connection', 'content-length', 'accept-encoding', 'host'];

const suites = [
  { version: '7.260817.0', folder: fixturePath('opencti', 'recorded'), states, tokens },
  {
    version: '6.7.5',
    folder: fixturePath('opencti', 'recorded', '6.7.5'),
    states: statesOf675,
    tokens: tokensOf675,
  },
];

for (const { version, folder, states } of suites) {
  t.test(`has a state for every protocol exchange recorded with ${version}`, (t) => {
    const recorded = recordings(folder).filter((file) => !importersWork.test(file));
    t.strictSame(recorded.toSorted(), Object.keys(states).toSorted());
    t.end();
  });
}

const replays = suites.flatMap(({ states, tokens, version, folder }) =>
  Object.entries(states).map(([file, prepare]) => ({ tokens, version, folder, file, prepare })),
);

for (const { version, folder, tokens, file, prepare } of replays) {
  t.test(`${version}: ${file}`, async (t) => {
    const exchange = readExchange(folder, file);
    let clock = Date.parse('2026-11-24T19:00:00.000Z');
    const options = { tokens, version, importPaused: true, now: () => clock, relationships: {} };
    const sandbox = await startOpenCti(options);
    t.teardown(() => sandbox.close());
    const setClock = (iso: string): void => {
      clock = Date.parse(iso);
    };
    await prepare({ sandbox, exchange, setClock });
    const response = await replay(sandbox, exchange);
    t.equal(response.status, exchange.response.status);
    for (const header of ['content-type', 'allow', 'cache-control'])
      t.equal(response.headers.get(header), exchange.response.headers[header] ?? null, header);
    const body: unknown = await response.json();
    t.strictSame(differences(exchange.response.body, body), [], JSON.stringify(body).slice(0, 1000));
    t.equal(comparedMessage(body), comparedMessage(exchange.response.body));
  });
}

function replay(sandbox: OpenCtiSandbox, { file, request }: Exchange): Promise<Response> {
  const token = tokenOf(file);
  const headers = Object.entries(request.headers).filter(([name]) => !connectionHeaders.includes(name));
  return fetch(new URL(request.path, sandbox.url), {
    method: request.method,
    headers: {
      ...Object.fromEntries(headers),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(request.method === 'GET' ? {} : { body: bodyOf(request.body) }),
  });
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body !== 'string') return JSON.stringify(body);
  const bytes = /^<(\d+) bytes>$/.exec(body)?.[1];
  return bytes === undefined ? body : new Uint8Array(Number(bytes)).fill(32);
}

/** Undefined for schema and JSON errors, which come from the installed `graphql` and Node.js. */
function comparedMessage(body: unknown): unknown {
  const error: unknown = isRecord(body) && Array.isArray(body.errors) ? body.errors[0] : undefined;
  if (!isRecord(error)) return undefined;
  const foreign = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'];
  const cause =
    isRecord(error.extensions) && isRecord(error.extensions.data) ? error.extensions.data.cause : '';
  return foreign.includes(String(error.name))
    ? undefined
    : `${String(error.message)} ${JSON.stringify(messageOf(cause))}`;
}

function messageOf(cause: unknown): unknown {
  return isRecord(cause) ? cause.message : cause;
}
