import t from 'tap';

import { createRig } from '../tools/rig.js';

t.test(
  'a signal is logged and ends the run at once while OpenCTI does not respond',
  { timeout: 25_000 },
  async (t) => {
    const rig = await createRig(t);
    const running = rig.start(['sync', '--json', '--log-level', 'debug'], {
      OPENCTI_URL: 'http://127.0.0.1:9',
      // Longer than the time limit of this test.
      TEAMT5_HTTP_RETRY_PERIOD: 'PT5M',
    });
    await new Promise<void>((resolve) => {
      let refused = 0;
      running.process.stderr?.on('data', (chunk: Buffer) => {
        refused += chunk.toString().split('connection refused').length - 1;
        // By now, a back-off takes seconds.
        if (refused >= 4) resolve();
      });
    });
    running.process.kill('SIGTERM');
    const ended = await running.finished;
    t.equal(ended.code, 143);
    t.match(ended.json(), { outcome: 'interrupted', error: undefined });
    const lines = ended.stderr.split('\n').filter((line) => !line.includes(' debug '));
    t.match(lines[0], / warn {2}stopping: interrupted, waiting at most 3 s for a response$/);
    // With --json, the document replaces the summary line.
    t.strictSame(lines.slice(1), ['']);
    t.notMatch(ended.stderr, ' error ');
  },
);
