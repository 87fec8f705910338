import fc from 'fast-check';
import t from 'tap';

import { runs } from '../tools/runs.js';
import { history } from './model/history.js';
import { play } from './model/play.js';

/** To repeat a history: TEAMT5_MODEL_SEED (and TEAMT5_MODEL_PATH) as printed. CI plays 500. */
const seed = Number(process.env.TEAMT5_MODEL_SEED ?? Date.now() % 2 ** 31);
const numRuns = runs(125);
const { TEAMT5_MODEL_PATH: path } = process.env;

t.test('delivers every item in every history, and again only items in flight at a kill', async (t) => {
  t.setTimeout(600_000);
  t.comment(`TEAMT5_MODEL_SEED=${seed}`);
  const figures = { runs: 0, kills: 0, mostRepeats: 0 };
  const rules = new Map<string, number>();
  const property = fc.asyncProperty(history, async (one) => {
    const { complaints, runs, kills, mostRepeats, counts } = await play(one);
    for (const [rule, times] of Object.entries(counts)) rules.set(rule, (rules.get(rule) ?? 0) + times);
    figures.runs += runs;
    figures.kills += kills;
    figures.mostRepeats = Math.max(figures.mostRepeats, mostRepeats);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  const details = await fc.check(property, {
    seed,
    numRuns,
    endOnFailure: true,
    ...(path === undefined ? {} : { path }),
  });
  t.comment(
    `seed ${seed}: ${details.numRuns} histories, ${JSON.stringify({ ...figures, ...Object.fromEntries(rules) })}`,
  );
  if (!details.failed) {
    t.pass('no history violates the guarantees');
    const unused = [...rules].filter(([, times]) => times === 0);
    if (numRuns >= 500 && path === undefined) t.strictSame(unused, [], 'each rule applied');
    return;
  }
  const { counterexample, errorInstance, counterexamplePath } = details;
  t.fail(
    [
      String(errorInstance),
      `TEAMT5_MODEL_SEED=${seed} TEAMT5_MODEL_PATH=${counterexamplePath ?? ''}`,
      JSON.stringify(counterexample),
    ].join('\n'),
  );
});
