import t from 'tap';
import { ok } from '../../src/lib/index.js';
import type { DeliveryItem } from '../../src/opencti/index.js';
import type { OpenCtiSandbox } from '../sandbox/opencti.js';
import { bundle, clock, connectorId, platform, value } from './platform.js';

function completedTooEarly(sandbox: OpenCtiSandbox): string[] {
  return [...sandbox.works.values()].flatMap((work) => {
    if (work.status !== 'complete') return [];
    return sandbox.pushes
      .filter(({ workId }) => workId === work.id)
      .flatMap(({ bundle: pushed }) => idsIn(pushed).filter((id) => !sandbox.stored.has(id)));
  });
}

function idsIn(pushed: unknown): string[] {
  return JSON.stringify(pushed).match(/identity--[0-9a-f-]{36}/g) ?? [];
}

const items: readonly DeliveryItem[] = [
  { kind: 'reports', id: 'a', title: 'A', bundles: [bundle(1)] },
  { kind: 'reports', id: 'b', title: 'B', bundles: [bundle(3), bundle(2)] },
  { kind: 'bundles', id: 'c', title: 'C', bundles: [bundle(2)] },
  { kind: 'reports', id: 'd', title: 'D', bundles: [bundle(4)] },
];

for (const version of ['6.5.7', '7.260421.0', '7.260422.0', '7.260817.0']) {
  for (const serverSplitting of [false, true]) {
    for (const messagesPerStep of [0, 1, 3, 100]) {
      const splitter = serverSplitting ? 'the server' : 'the worker';
      const name = `${version}, ${splitter} splits, ${messagesPerStep} messages a step: complete means imported`;
      t.test(name, async (t) => {
        const time = clock();
        const { sandbox, opencti } = await platform(t, {
          version,
          serverSplitting,
          importPaused: true,
          clock: time,
        });
        const early: string[] = [];
        const step = (): void => {
          early.push(...completedTooEarly(sandbox));
          sandbox.importNext(messagesPerStep);
          early.push(...completedTooEarly(sandbox));
        };
        time.onSleep(step);
        const opened: string[] = [];
        const closed: string[] = [];
        const delivery = opencti.delivery({
          connectorId,
          startedAt: new Date(0),
          ledger: {
            record({ type, name }) {
              (type === 'opening' ? opened : closed).push(name);
              return ok(undefined);
            },
          },
        });
        for (const item of items) {
          value(await delivery.deliver(item));
          step();
        }
        value(await delivery.close({ reports: 'r', bundles: 'b' }));
        step();
        sandbox.importAll();
        const left = opened.filter((name) => !closed.includes(name));
        for (const { id } of [...sandbox.works.values()].filter(({ name }) => left.includes(name)))
          value(await opencti.closeWork(id, 'closed by the next run', false));
        t.strictSame(early, []);
        t.equal(sandbox.stored.size, 12);
        for (const { status, expected, processed } of sandbox.works.values())
          t.strictSame([status, processed], ['complete', expected]);
      });
    }
  }
}
