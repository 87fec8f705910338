import t from 'tap';

import { createRig } from '../tools/rig.js';
import { items } from './counts.js';

/** Node.js loads this before the program. */
const sabotage = (statement: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(statement)}`,
});

t.test('the stack of a bug names the places in the source', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  const bug = sabotage(`
    const { toISOString } = Date.prototype;
    Date.prototype.toISOString = () => {
      Date.prototype.toISOString = toISOString;
      throw new Error('sabotage');
    };`);
  const run = await rig.run(['sync', '--log-level', 'debug'], bug);
  t.equal(run.code, 1, run.stderr);
  t.match(run.stderr, /^Error: sabotage$/m);
  t.match(run.stderr, /^ +at .*\bsrc\/\w+\/[\w/-]+\.ts:\d+:\d+\)?$/m);
  t.notMatch(run.stderr, 'dist/bundle');
});
