import t from 'tap';
import { fixturePath } from '../tools/paths.js';
import { at, connectorClient } from './opencti-client.js';
import { readExchange, recordings, variablesOf } from './opencti-recorded.js';
import { startOpenCti } from './opencti.js';
import { isRecord } from './opencti/stix.js';

const folder = fixturePath('opencti', 'recorded');

/** Works that the platform's housekeeping closed, not their last object. */
const closedByHousekeeping = ['import-custom-type-only-two', 'import-object-without-type'];

const imports = recordings(folder).flatMap((name) => /^(import-.+)\.2-work$/.exec(name)?.[1] ?? []);

t.test('imports were recorded', (t) => {
  t.ok(imports.length > 20);
  t.end();
});

for (const name of imports) {
  t.test(name, async (t) => {
    const push = variablesOf(readExchange(folder, `${name}.1-push`));
    const recorded = at(readExchange(folder, `${name}.2-work`).response.body, 'data', 'work');
    const sandbox = await startOpenCti({
      tokens: { admin: { name: 'admin', capabilities: ['BYPASS'] } },
      importPaused: true,
    });
    t.teardown(() => sandbox.close());
    const client = connectorClient(sandbox, 'admin');
    await client.register('probe');
    const workId = await client.workAdd('probe');
    const bundle: unknown = JSON.parse(String(push.bundle));
    const objects = at(bundle, 'objects');
    await client.push('probe', Array.isArray(objects) ? objects : [], workId);
    sandbox.importAll();
    if (closedByHousekeeping.includes(name)) sandbox.closeStaleWorks();
    // Only a connector that reports its works has a message and a time of processing.
    const response = await client.send(
      `query W($id: ID!) { work(id: $id) { status completed_number
         tracking { import_expected_number import_processed_number } errors { message source } } }`,
      { id: workId },
    );
    const work = at(response.body, 'data', 'work');
    for (const property of ['status', 'completed_number', 'tracking'])
      t.strictSame(at(work, property), at(recorded, property), property);
    t.strictSame(errorSummary(at(work, 'errors')), errorSummary(at(recorded, 'errors')));
    for (const [id, found, content] of queried(name)) {
      t.equal(sandbox.stored.has(id), found, `${id} is stored`);
      if (typeof content === 'string') t.equal(sandbox.stored.get(id)?.x_opencti_content, content);
    }
  });
}

/** Id, whether it was found, and the content of a report. */
function queried(name: string): [string, boolean, unknown][] {
  const file = `${name}.3-query`;
  if (!recordings(folder).includes(file)) return [];
  const exchange = readExchange(folder, file);
  const { id } = variablesOf(exchange);
  const data = at(exchange.response.body, 'data');
  if (typeof id !== 'string' || !id.includes('--') || !isRecord(data)) return [];
  const [found] = Object.values(data);
  return [[id, found !== null, at(found, 'content')]];
}

function errorSummary(errors: unknown): unknown {
  if (!Array.isArray(errors)) return errors;
  return errors.map((error: unknown) => {
    const source = String(at(error, 'source'));
    return { message: at(error, 'message'), about: source.startsWith('{') ? idOf(source) : source };
  });
}

function idOf(source: string): unknown {
  const object: unknown = JSON.parse(source);
  return isRecord(object) ? object.id : source;
}
