/** The default command of the image. */
import { reports, until } from '../sync/pushed.js';
import { expect, expectEnd } from './check.js';
import { checkInterruption } from './commands.js';
import type { Engine } from './engine.js';
import { openStage } from './stage.js';

const short = { CONNECTOR_DURATION_PERIOD: 'PT1S', SCHEDULE_SECONDS: '1' };

/** A failed run, then others; SIGTERM between two runs or at the start of one. */
export async function checkSchedule(engine: Engine, tag: string): Promise<void> {
  const stage = await openStage(engine, tag, { reports: reports(3), bundles: [] });
  const { threatVision, openCti } = stage;
  try {
    const volume = await stage.volume();
    openCti.fault({ path: /graphql$/, times: 1000, status: 503 });
    const running = stage.start([], { volume, env: short });
    await until(() => /^schedule: sync ended with exit code 5; next check in \d+ s$/m.test(running.stderr()));
    openCti.clearFaults();
    const lists = (): number => threatVision.count('/api/v2/reports');
    await until(() => openCti.pushes.length >= 3);
    const listed = lists();
    await until(() => lists() >= listed + 2);
    await running.stop();
    const { code, stdout, stderr } = await running.finished;
    expect(code === 0, `exit code ${String(code)} after SIGTERM`, stderr);
    expect(stdout === '', 'schedule writes nothing to stdout', stdout);
    const next = await stage.run(['sync', '--json'], { volume });
    expectEnd(next, 0, /"outcome": ?"nothing-new"/);
    expect(next.stderr === '', 'the next run continues from the volume', next.stderr);
  } finally {
    await stage.close();
  }
}

/** SIGTERM during a run. */
export function checkScheduleInterrupted(engine: Engine, tag: string): Promise<void> {
  return checkInterruption(engine, tag, { args: ['schedule'], env: short, code: 0 });
}
