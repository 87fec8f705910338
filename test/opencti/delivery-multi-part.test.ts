import t from 'tap';
import { bundle, clock, connectorId, platform, value } from './platform.js';

const startedAt = new Date('2026-11-24T20:00:00Z');
const summary = { reports: '2 reports', bundles: '1 bundle' };

t.test('one multi-part work per kind, made for its first push and closed once with the counts', async (t) => {
  const { sandbox, opencti } = await platform(t, { clock: clock() });
  const events: string[] = [];
  const delivery = opencti.delivery({
    connectorId,
    startedAt,
    windows: { reports: { from: new Date('2026-11-20T00:00:00Z'), to: startedAt } },
    onWork: ({ type, workId }) => void events.push(`${type} ${sandbox.works.get(workId)?.name}`),
  });
  t.equal(sandbox.works.size, 0, 'no work before there is something to deliver');
  const results = await Promise.all(
    ['a', 'b'].map((id) => delivery.deliver({ kind: 'reports', id, title: id, bundles: [bundle(3)] })),
  );
  t.strictSame(
    results.map((result) => value(result).objects),
    [3, 3],
  );
  t.equal(sandbox.works.size, 1);
  value(await delivery.close(summary));
  await sandbox.importsDone();
  const works = [...sandbox.works.values()];
  t.strictSame(
    works.map(({ name, status, expected, processed, multiPart, messages, errors }) => ({
      name,
      status,
      counts: [processed, expected],
      multiPart,
      messages: messages.map(({ message }) => message),
      errors: errors.length,
    })),
    [
      {
        name: 'TeamT5 reports 2026-11-20 to 2026-11-24 (run of 2026-11-24T20:00:00.000Z)',
        status: 'complete',
        counts: [6, 6],
        multiPart: true,
        messages: ['2 reports'],
        errors: 0,
      },
    ],
  );
  const name = works[0]?.name ?? '';
  t.strictSame(events, [`opened ${name}`, `closed ${name}`]);
});
