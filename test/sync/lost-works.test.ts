import t from 'tap';

import { connectorId } from '../tools/constants.js';
import { createCatalogue, nameOf } from './model/catalogue.js';
import { chanceFrom } from './model/fate.js';
import { createWorld, type RunEnd } from './model/world.js';

// The clock of the world passes the waits of a run: OpenCTI does not say what a work expects before a worker has its bundle.
for (const version of ['6.7.5', '7.260318.0']) {
  t.test(
    `${version}: of works for single items, a lost queue repeats the unfinished ones, once`,
    async (t) => {
      const world = await createWorld(Date.UTC(2026, 0, 1), version);
      t.teardown(() => world.close());
      const { platform } = world;
      const catalogue = createCatalogue(world);
      for (const kind of ['reports', 'reports', 'bundles'] as const)
        catalogue.publish({ kind, hoursLate: 0, stix: 'good' });
      const run = async (): Promise<RunEnd['events']> => {
        world.pass(3_600_000);
        const { summary, events } = await world.run({ chance: chanceFrom(1) });
        t.equal(summary?.failure, undefined);
        return events;
      };
      const lostIn = (events: RunEnd['events'], again: boolean): readonly string[] =>
        events
          .filter((event) => event.type === 'import-lost' && event.again === again)
          .flatMap(({ kind, items = [] }) => items.map((id) => `${kind}/${id}`))
          .sort();
      const imported = (): string | undefined =>
        [...platform.works.values()].find(({ status }) => status === 'complete')?.name;

      await run();
      t.equal(platform.works.size, 3, 'a work for each item');
      while (imported() === undefined) t.equal(platform.importNext(1), 1);
      const isImported = (id: string): boolean => imported()?.includes(`[${id}]`) === true;
      const lost = catalogue.items
        .filter(({ id }) => !isImported(id))
        .map(nameOf)
        .sort();
      t.equal(lost.length, 2);

      platform.loseQueue(connectorId);
      t.strictSame(lostIn(await run(), false), [], 'messages can be on their way');
      t.strictSame(lostIn(await run(), false), lost);
      t.equal(world.deliveries.length, 5);
      platform.loseQueue(connectorId);
      await run();
      t.strictSame(lostIn(await run(), true), lost, 'reported');
      t.strictSame(
        (await run()).filter(({ type }) => type === 'import-lost'),
        [],
        'told once',
      );
      t.equal(world.deliveries.length, 5, 'not delivered for the third time');
    },
  );
}
