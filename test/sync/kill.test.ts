import { join } from 'node:path';

import { openStateStore } from '../../src/state/index.js';
import { chanceFrom } from './model/fate.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { connectorId } from '../tools/constants.js';
import { hoursAgo, pushedReports, reports, until } from './pushed.js';

/** The default of `sync`. */
const deliveriesAtOnce = 4;

/** Reports, some of them late, in ten runs that are killed at different pushes. */
testOnEachPlatform(
  'the built binary survives ten kills by SIGKILL',
  async (t, createRig) => {
    const seed = Number(process.env.TEAMT5_KILL_SEED ?? Date.now() % 2 ** 31);
    t.comment(`TEAMT5_KILL_SEED=${seed}`);
    const chance = chanceFrom(seed);
    const { start, run, home, openCti, threatVision } = await createRig(t, {
      threatVision: { content: { reports: reports(10, 30), bundles: [] } },
      openCti: { latencyMs: 5 },
    });
    const directory = join(home, 'state');
    const env = { TEAMT5_STATE_DIR: directory };
    let published = 10;
    let worst = 0;
    for (let history = 0; history < 10; history++) {
      for (let one = 0; one < 6; one++) {
        const alias = `late${published++}`;
        threatVision.addReport({
          alias,
          title: alias,
          date: hoursAgo(chance() * 100),
          listed: { pdf_url: null },
        });
      }
      const pings = openCti.pings.length;
      const running = start(['sync'], env);
      let over = false;
      void running.finished.then(() => (over = true));
      // A push of the run before can arrive after its kill, but not after the first ping of this one.
      await until(() => over || openCti.pings.length > pings);
      const before = openCti.pushes.length;
      const wanted = before + 1 + Math.floor(chance() * 6);
      await until(() => over || openCti.pushes.length >= wanted);
      running.process.kill('SIGKILL');
      await running.finished;
      const remembered = await rememberedIds(directory);
      const inFlight = new Set(pushedReports(openCti, before).filter((title) => !remembered.has(title)));
      worst = Math.max(worst, inFlight.size);
    }
    t.equal((await run(['sync'], env)).code, 0);
    const titles = pushedReports(openCti);
    t.equal(new Set(titles).size, published, 'each was delivered');
    t.comment(`${titles.length - published} repeats over 10 kills, at most ${worst} in flight at one kill`);
    t.ok(worst <= deliveriesAtOnce, 'everything that was not in flight at the kill is on the disk');
    t.ok(titles.length - published <= 10 * deliveriesAtOnce);
    await openCti.importsDone();
    for (const work of openCti.works.values())
      t.equal(work.status, 'complete', 'the next run closed the works of the killed one');
  },
  { timeout: 120_000 },
);

async function rememberedIds(directory: string): Promise<Set<string>> {
  const store = await openStateStore({ directory, name: connectorId });
  const loaded = store.ok ? store.value.load() : store;
  const recent = loaded.ok ? (loaded.value?.state.reports.recent ?? {}) : {};
  return new Set(Object.values(recent).flatMap((day) => Object.keys(day)));
}
