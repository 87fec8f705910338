import t from 'tap';

import { inputOf } from './campaign.js';
import { findingsOf, targets } from './targets.js';

for (const [name, target] of Object.entries(targets)) {
  t.test(`${name}: seeds, findings and the first mutations show no defect`, async (t) => {
    t.teardown(() => target.close?.());
    const seeds = target.seeds().slice(0, 100);
    t.ok(seeds.length > 0, 'has seeds');
    const mutations = Array.from({ length: 100 }, (_, number) => inputOf({ target: name, seed: 1 }, number));
    for (const input of [...seeds, ...findingsOf(name), ...mutations]) await target.run(input);
    t.equal(new Set(mutations).size > 50, true, 'the mutations differ');
  });
}

t.test('a mutation depends on seed and number only', (t) => {
  const campaign = { target: 'stix', seed: 7 };
  t.equal(inputOf(campaign, 3), inputOf(campaign, 3));
  t.not(inputOf(campaign, 3), inputOf(campaign, 4));
  t.end();
});
