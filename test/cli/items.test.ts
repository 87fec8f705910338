import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createLocalRig } from '../tools/local-rig.js';

const content = ownContent();

t.test(
  'show prints the metadata, the digest as text, the content and the changes of the conversion',
  async (t) => {
    const rig = await createLocalRig(t, { threatVision: { content } });
    const run = await rig.call(['reports', 'show', 'glassheron-2026'], { TZ: 'UTC' });
    t.equal(run.code, 0, run.stderr);
    t.match(
      run.stdout,
      `針對台灣半導體供應鏈之 GlassHeron 攻擊活動追蹤
id     glassheron-2026-01-tw
date   2026-01-06 00:00 +00:00
state  new
type   Campaign Tracking Report
page   https://threatvision.org/reports/detail?alias=glassheron-2026-01-tw
has    stix, pdf

│ 本報告說明 GlassHeron 自 2025 年底起，以假冒採購信件對半導體供應鏈發動之攻擊。
│
│ 後門程式 Mizuchi 已更新通訊協定。

A delivery contains `,
    );
    for (const part of [
      /^ {2}\d+ {2}indicator$/m,
      /^Markings:\n.*TLP:CLEAR.*/m,
      /^First indicators:\n {2}\[/m,
    ]) {
      t.match(run.stdout, part);
    }
    t.match(run.stdout, /^Changed or left out by the conversion:\n {2}\S/m);
  },
);

t.test('show prints the known state of an item whose download fails', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  const run = await rig.call(['bundles', 'show', 'broken'], { TZ: 'UTC' });
  t.equal(run.code, 4);
  t.equal(
    run.stdout,
    `indicator bundle broken
id     broken
date   2025-10-09 08:53 +00:00
state  new
has    stix, csv, txt
`,
  );
  t.match(run.stderr, 'the response is not JSON');
  const json = await rig.call(['bundles', 'show', 'broken', '--json']);
  t.strictSame(Object.keys(json.json()), ['error']);
});

t.test('accepts a unique prefix of an id', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  const several = await rig.call(['reports', 'show', 'glassheron', '--json']);
  t.equal(several.code, 2);
  t.match(several.json(), {
    error: { reason: 'no-such-item', message: /^The ids of 3 reports start with "glassheron": / },
  });
  const none = await rig.call(['bundles', 'export', '9', '--json']);
  t.equal(none.code, 2);
  t.match(none.json(), { error: { message: 'No bundle has an id that starts with "9".' } });
});

t.test('push delivers an item again with the sync engine, under its lock and into its cursor', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  const dry = await rig.call(['bundles', 'push', '4107', '--dry-run', '--json']);
  t.match(dry.json(), { dryRun: true, bundles: { delivered: 1 } });
  t.equal(rig.openCti.connectors.size, 0);

  const newest = content.reports.at(-1)?.alias ?? '';
  const pushed = await rig.call(['reports', 'push', newest, '--wait', '30', '--json']);
  t.equal(pushed.code, 0, pushed.stderr);
  t.match(pushed.json(), {
    outcome: 'done',
    reports: { listed: 1, delivered: 1 },
    imports: { finished: true },
  });
  const status = (await rig.call(['status', '--offline', '--json'])).json();
  t.match(
    status,
    { lastRun: null, reports: { watermark: null, recent: 1 } },
    'the item is recorded, the watermark is unchanged',
  );

  const sync = await rig.call(['sync', '--json']);
  t.match(sync.json(), { reports: { delivered: content.reports.length - 1, skipped: 1 } });
  t.match((await rig.call(['reports', 'push', newest, '--json'])).json(), { reports: { delivered: 1 } });
});
